"""The contract, run over each gateway of this installation."""

import inspect
import sys

import pytest

from shop.payments.api import gateway_named
from shop.payments.errors import GatewayUnknown
from shop.payments.gateways.port import PaymentGateway
from shop.payments.gateways.registry import CODES
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.payments.contract import GatewayContract


class TestTheTestGateway(GatewayContract):
    code = "test"

    @pytest.fixture
    def port(self, gateway: GatewayProcess) -> PaymentGateway:
        return gateway_named(self.code)

    @pytest.fixture
    def token(self, gateway: GatewayProcess) -> str:
        return selling.card().token


class TestManualPayment(GatewayContract):
    code = "manual"

    @pytest.fixture
    def port(self) -> PaymentGateway:
        return gateway_named(self.code)


class TestNothingToPay(GatewayContract):
    code = "free"

    @pytest.fixture
    def port(self) -> PaymentGateway:
        return gateway_named(self.code)


def test_every_gateway_is_held_to_the_contract() -> None:
    held = {
        each.code
        for _name, each in inspect.getmembers(sys.modules[__name__], inspect.isclass)
        if issubclass(each, GatewayContract) and each is not GatewayContract
    }
    assert held == set(CODES)


def test_a_gateway_of_another_name_is_unknown() -> None:
    with pytest.raises(GatewayUnknown):
        gateway_named("Test gateway")
