"""What every gateway must do. A new one gets a subclass in test_contract.py, and nothing of this is changed for it."""

import secrets

import pytest

from pods.directory.models import Shop
from pods.routing.errors import NetworkInService
from pods.routing.service import service
from shop.money import Money
from shop.payments.api import gateway_named
from shop.payments.errors import CaptureRefused, HookRefused, RefundRefused
from shop.payments.gateways.port import PaymentGateway
from shop.payments.types import Charge, ChargeRequest, ChargeState

PRICE = Money(18900, "EUR")
PART, REST = Money(5000, "EUR"), Money(13900, "EUR")
WAIT_S = 5


@pytest.mark.usefixtures("shop")
class GatewayContract:
    """Run it over a gateway: subclass it, and give `port` and `token`, a token of a card that is approved."""

    @pytest.fixture
    def port(self) -> PaymentGateway:
        raise NotImplementedError

    @pytest.fixture
    def token(self) -> str:
        return ""

    @pytest.fixture
    def request_(self, token: str) -> ChargeRequest:
        return ChargeRequest(key=f"pay_{secrets.token_hex(12)}", token=token, amount=PRICE, postcode="5008")

    @pytest.fixture
    def authorised(self, port: PaymentGateway, request_: ChargeRequest) -> str:
        port.authorise(request_, timeout_s=WAIT_S)
        return request_.key

    def in_the_book(self, port: PaymentGateway, key: str) -> Charge | None:
        """Return what an online gateway has under a key."""
        found = port.find_charge(key, timeout_s=WAIT_S)
        assert port.is_online or found is None
        return found

    def test_it_is_found_by_its_code_and_has_a_name(self, port: PaymentGateway) -> None:
        assert gateway_named(port.code).code == port.code
        assert port.name

    def test_one_key_is_one_charge(self, port: PaymentGateway, request_: ChargeRequest) -> None:
        assert port.find_charge(request_.key, timeout_s=WAIT_S) is None
        first = port.authorise(request_, timeout_s=WAIT_S)
        assert (first.state, first.amount, first.key) == (ChargeState.AUTHORISED, PRICE, request_.key)
        assert port.authorise(request_, timeout_s=WAIT_S) == first
        assert self.in_the_book(port, request_.key) in {first, None}

    def test_money_is_taken_in_parts_each_once(self, port: PaymentGateway, authorised: str) -> None:
        for _ in range(2):
            taken = port.capture(authorised, PART, operation_key="1", timeout_s=WAIT_S)
            assert (taken.state, taken.captured_minor) == (ChargeState.CAPTURED, PART.minor)
        port.capture(authorised, REST, operation_key="2", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is None or found.captured_minor == PRICE.minor

    def test_money_goes_back_in_parts_each_once(self, port: PaymentGateway, authorised: str) -> None:
        port.capture(authorised, PRICE, operation_key="1", timeout_s=WAIT_S)
        for _ in range(2):
            back = port.refund(authorised, PART, operation_key="2", timeout_s=WAIT_S)
            assert back.refunded_minor == PART.minor
        port.refund(authorised, REST, operation_key="3", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is None or (found.captured_minor, found.refunded_minor) == (PRICE.minor, PRICE.minor)

    def test_never_more_is_taken_or_given_than_there_is(self, port: PaymentGateway, authorised: str) -> None:
        if not port.is_online:
            return  # nobody outside counts: the bounds of ask_operation are all there is
        with pytest.raises(CaptureRefused):
            port.capture(authorised, PRICE + Money(1, "EUR"), operation_key="1", timeout_s=WAIT_S)
        with pytest.raises(RefundRefused):
            port.refund(authorised, Money(1, "EUR"), operation_key="2", timeout_s=WAIT_S)
        port.capture(authorised, PART, operation_key="3", timeout_s=WAIT_S)
        with pytest.raises(CaptureRefused):
            port.capture(authorised, PRICE, operation_key="4", timeout_s=WAIT_S)
        with pytest.raises(RefundRefused):
            port.refund(authorised, PRICE, operation_key="5", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is not None
        assert (found.captured_minor, found.refunded_minor, found.voided_minor) == (PART.minor, 0, 0)

    def test_an_operations_key_is_for_one_operation(self, port: PaymentGateway, authorised: str) -> None:
        port.capture(authorised, PART, operation_key="1", timeout_s=WAIT_S)
        if port.is_online:
            with pytest.raises(CaptureRefused):
                port.capture(authorised, REST, operation_key="1", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is None or found.captured_minor == PART.minor

    def test_a_void_lets_go_of_all_that_is_held(self, port: PaymentGateway, authorised: str) -> None:
        for _ in range(2):
            assert port.void(authorised, timeout_s=WAIT_S).state is ChargeState.VOIDED
        if port.is_online:
            with pytest.raises(CaptureRefused):
                port.capture(authorised, PRICE, operation_key="1", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is None or (found.state, found.voided_minor) == (ChargeState.VOIDED, PRICE.minor)

    def test_a_void_after_a_part_was_taken_lets_go_of_the_rest(self, port: PaymentGateway, authorised: str) -> None:
        port.capture(authorised, PART, operation_key="1", timeout_s=WAIT_S)
        port.void(authorised, timeout_s=WAIT_S)
        if port.is_online:
            with pytest.raises(CaptureRefused):
                port.capture(authorised, REST, operation_key="2", timeout_s=WAIT_S)
        found = self.in_the_book(port, authorised)
        assert found is None or (found.state, found.captured_minor, found.voided_minor) == (
            ChargeState.CAPTURED,
            PART.minor,
            REST.minor,
        )

    def test_a_void_bars_a_key_that_was_never_seen(self, port: PaymentGateway, request_: ChargeRequest) -> None:
        barred = port.void(request_.key, timeout_s=WAIT_S)
        assert (barred.state, barred.amount) == (ChargeState.VOIDED, None)
        if port.is_online:
            assert not port.authorise(request_, timeout_s=WAIT_S).is_approved

    def test_nothing_waits_for_it_inside_a_service(self, port: PaymentGateway, request_: ChargeRequest) -> None:
        calls = [
            lambda: port.authorise(request_, timeout_s=WAIT_S),
            lambda: port.find_charge(request_.key, timeout_s=WAIT_S),
            lambda: port.capture(request_.key, PART, operation_key="1", timeout_s=WAIT_S),
            lambda: port.refund(request_.key, PART, operation_key="2", timeout_s=WAIT_S),
            lambda: port.void(request_.key, timeout_s=WAIT_S),
        ]
        for call in calls:
            if port.is_online:
                with pytest.raises(NetworkInService):
                    service(call)()
            else:
                service(call)()

    def test_it_believes_no_webhook_that_it_did_not_sign(self, port: PaymentGateway, shop: Shop) -> None:
        for headers in ({}, {"Podium-Signature": "t=1,v1=" + "0" * 64}):
            with pytest.raises(HookRefused):
                port.read_hook(headers, b'{"id": "evt_1", "key": "pay_1"}')
