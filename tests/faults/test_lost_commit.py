"""The connection is lost after COMMIT was sent, on a real socket: the idempotency key finds the one result."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from pods.directory.models import Shop
from pods.routing.errors import UnknownOutcome
from pods.routing.shops import in_shop
from shop.orders import api as orders
from shop.orders.events import SETTLE
from shop.orders.models import Order
from shop.payments.models import PaymentAttempt
from tests.conftest import MakeShop
from tests.faults.losing_proxy import LosingProxy
from tests.shop import selling
from tests.shop.conftest import gateway, pinned, shared_gateway
from tests.shop.gateway_process import GatewayProcess

__all__ = ["gateway", "pinned", "shared_gateway"]

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("pinned")]


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


@contextmanager
def _losing(commit: int) -> Iterator[LosingProxy]:
    """Let this thread reach pod_1 through a proxy that loses the answer to this COMMIT."""
    connection = connections["pod_1"]
    port = connection.settings_dict["PORT"]
    proxy = LosingProxy(int(port), lose=commit)
    connection.close()
    connection.settings_dict["PORT"] = str(proxy.port)
    try:
        yield proxy
        assert proxy.commits >= commit
    finally:
        connection.settings_dict["PORT"] = port
        connection.close()
        proxy.close()


def test_the_first_step_is_there_and_charges_nothing(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card())
        with _losing(commit=1), pytest.raises(UnknownOutcome):
            orders.submit_checkout(details)
        key = PaymentAttempt.objects.get().key
        assert orders.submit_checkout(details).is_pending, "the same key finds the attempt"
        selling.work_off(own_shop, SETTLE)
        charge = gateway.charge(key)
        assert charge is not None
        assert (charge.state, charge.amount_minor) == ("voided", 0)
        assert (Order.objects.count(), selling.stock_of(lamp)) == (0, (5, 0))


def test_the_third_step_is_there_once(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card())
        with _losing(commit=2):
            assert orders.submit_checkout(details).is_pending, "not: nothing was changed"
        again = orders.submit_checkout(details)
        assert (again.is_placed, again.order_number) == (True, 1001)
        charge = gateway.charge(PaymentAttempt.objects.get().key)
        assert charge is not None
        assert charge.state == "authorised"
        assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))
