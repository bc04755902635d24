"""Money that the card's bank took because of a dispute: it is not there to be given back."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import NotPossible
from shop.orders.models import Refund
from shop.orders.services.hooks import record_inquired
from shop.orders.types import Obstacle, RefundState, RefundWish
from shop.payments import api as payments
from shop.payments.types import ChargeDispute, DisputeState
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.orders.after_sale.sold import Sold, by_staff, may, refused, sold_order, work
from tests.shop.payments.hearing import wait_until

LOST = ChargeDispute("dp_1", DisputeState.LOST, 2000, "fraudulent")


def _paid(shop: Shop, lamp: Product, quantity: int, number: str = selling.APPROVED) -> Sold:
    result = selling.buy(lamp, quantity, number=number)
    assert result.order_id is not None
    work(shop)
    return sold_order(result.order_id)


def _hear(order: Sold, *disputes: ChargeDispute) -> None:
    charge = payments.gateway_named("test").find_charge(order.row.attempt.key, timeout_s=5)
    assert charge is not None
    record_inquired(order.row.attempt_id, replace(charge, disputes=disputes))


def _left(order: Sold) -> Money:
    return orders.after_sale_of(order.id).money.to_refund


@pytest.mark.parametrize("state", [DisputeState.OPENED, DisputeState.LOST])
def test_what_the_bank_has_is_not_given_back_as_well(
    gateway: GatewayProcess, shop: Shop, lamp: Product, state: DisputeState
) -> None:
    order = _paid(shop, lamp, 2)
    _hear(order, replace(LOST, state=state))
    assert (_left(order), "refund" in may(order)) == (Money(0, "EUR"), False)
    wish = RefundWish("r1", {order.lines["Lamp"]: 1})
    assert refused(NotPossible, lambda: orders.refund_order(order.id, wish)).obstacle is Obstacle.DISPUTED


def test_what_the_bank_left_can_be_given_back(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _paid(shop, lamp, 3)
    _hear(order, LOST)
    line = order.lines["Lamp"]
    error = refused(NotPossible, lambda: orders.refund_order(order.id, RefundWish("r1", {line: 2})))
    assert (error.obstacle, error.left) == (Obstacle.MORE_THAN_TAKEN, 1000)
    by_staff(lambda: orders.refund_order(order.id, RefundWish("r2", {line: 1})))
    work(shop)
    assert (_left(order), Refund.objects.get().state) == (Money(0, "EUR"), RefundState.DONE)


def test_what_is_won_can_be_given_back_again(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _paid(shop, lamp, 2)
    _hear(order, replace(LOST, state=DisputeState.OPENED))
    _hear(order, replace(LOST, state=DisputeState.WON))
    assert (_left(order), "refund" in may(order)) == (Money(2000, "EUR"), True)


def test_what_was_given_back_before_a_dispute_leaves_less_than_nothing(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _paid(shop, lamp, 2)
    by_staff(lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 1})))
    work(shop)
    _hear(order, LOST)
    assert _left(order) == Money(0, "EUR")


def test_cancelling_gives_back_only_what_the_bank_left(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _paid(shop, lamp, 3)
    _hear(order, LOST)
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    work(shop)
    charge = gateway.charge(order.row.attempt.key)
    assert charge is not None
    assert (charge.refunded_minor, order.row.refunded_minor) == (1000, 1000)
    assert selling.stock_of(lamp) == (10, 0)


def test_the_gateway_refuses_what_it_knows_to_be_disputed_before_we_do(
    quick_gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _paid(shop, lamp, 2, selling.DISPUTED_LOST)
    key = order.row.attempt.key
    wait_until(lambda: [each["state"] for each in quick_gateway.answer(key)["disputes"]] == ["lost"])
    by_staff(lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 2})))
    work(shop)
    [refund] = Refund.objects.all()
    assert (refund.state, refund.refusal, order.row.refunded_minor) == (RefundState.REFUSED, "charge_disputed", 0)
