"""Codes with few uses and many buyers, through the whole checkout, in real threads with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.catalog.errors import OutOfStock
from shop.orders import api as orders
from shop.orders.errors import OrdersError, TotalChanged
from shop.orders.models import Order
from shop.orders.types import CheckoutDetails, CheckoutResult
from shop.pricing.models import DiscountUse
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

type Ended = CheckoutResult | Exception


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _at_once(own_shop: Shop, wanted: list[CheckoutDetails]) -> list[Ended]:
    gate = Barrier(len(wanted))

    def submit(details: CheckoutDetails) -> Ended:
        try:
            with in_shop(own_shop):
                gate.wait(timeout=30)
                return orders.submit_checkout(details)
        except (OrdersError, OutOfStock) as refusal:
            return refusal
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(len(wanted)) as threads:
        return [future.result(timeout=120) for future in [threads.submit(submit, each) for each in wanted]]


def _placed(ended: list[Ended]) -> int:
    return sum(isinstance(each, CheckoutResult) and each.is_placed for each in ended)


def _wanting(code: str, count: int, *, email: Callable[[int], str], number: str = selling.APPROVED) -> list:
    lamp = selling.put_on_sale(on_hand=50)
    wanted = []
    for buyer in range(count):
        token = selling.filled_cart((lamp, 1))
        orders.add_code(token, code)
        wanted.append(selling.details_of(token, card=selling.card(number), email=email(buyer)))
    return wanted


def test_a_code_with_three_uses_makes_three_orders_of_ten_buyers(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        selling.make_code("THREE", usage_limit=3)
        wanted = _wanting("THREE", 10, email=lambda buyer: f"buyer{buyer}@example.no")
    ended = _at_once(own_shop, wanted)
    assert _placed(ended) == 3, ended
    assert sum(isinstance(each, TotalChanged) for each in ended) == 7
    with in_shop(own_shop):
        assert (Order.objects.count(), DiscountUse.objects.count(), selling.uses_of("THREE")) == (3, 3, 3)
        assert {tuple(order.codes) for order in Order.objects.all()} == {("THREE",)}


def test_declined_buyers_leave_every_use_to_others(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        selling.make_code("FOUR", usage_limit=4)
        poor = _wanting("FOUR", 4, email=lambda buyer: f"poor{buyer}@example.no", number=selling.NO_MONEY)
        rich = _wanting("FOUR", 4, email=lambda buyer: f"rich{buyer}@example.no")
    ended = _at_once(own_shop, poor + rich)
    with in_shop(own_shop):
        placed = _placed(ended)
        assert (selling.uses_of("FOUR"), DiscountUse.objects.count()) == (placed, placed)
        late = [each for each, was in zip(rich, ended[4:], strict=True) if isinstance(was, TotalChanged)]
        assert [orders.submit_checkout(each).is_placed for each in late] == [True] * len(late)
        assert (selling.uses_of("FOUR"), Order.objects.count()) == (4, 4)


def test_one_customer_in_many_tabs_uses_a_code_once(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        selling.make_code("ONCE", is_once_per_customer=True)
        wanted = _wanting("ONCE", 6, email=lambda _buyer: "one@example.no")
    ended = _at_once(own_shop, wanted)
    assert _placed(ended) == 1, ended
    assert sum(isinstance(each, TotalChanged) for each in ended) == 5
    with in_shop(own_shop):
        assert DiscountUse.objects.count() == 1


def test_fifty_buyers_of_ten_pieces_make_exactly_ten_orders(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=10)
        wanted = [selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card()) for _ in range(50)]
    ended = _at_once(own_shop, wanted)
    assert _placed(ended) == 10, ended
    assert sum(isinstance(each, OutOfStock) for each in ended) == 40
    with in_shop(own_shop):
        assert (Order.objects.count(), selling.stock_of(lamp)) == (10, (10, 10))
