"""Cancelling: goods free, codes unused, money let go or given back, also what is taken meanwhile."""

import pytest

from pods.directory.models import Shop
from pods.outbox.types import Outcome
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.errors import NotPossible, OrderUnknown
from shop.orders.events import CAPTURE, MOVE_MONEY
from shop.orders.models import Refund
from shop.orders.services.capturing import begin_capture
from shop.orders.services.recording_money import record_money
from shop.orders.types import Obstacle, Parcel, RefundWish
from shop.payments.api import perform
from shop.payments.types import OperationAnswer
from shop.pricing import api as pricing
from shop.pricing.types import DiscountFields, DiscountKind
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.orders.after_sale.sold import (
    Sold,
    by_staff,
    everything,
    may,
    refused,
    same_again,
    sell,
    sold_order,
    work,
)


def _bought(lamp: Product, quantity: int = 2) -> Sold:
    result = selling.buy(lamp, quantity)
    assert result.order_id is not None
    return sold_order(result.order_id)


def _taken(gateway: GatewayProcess, order: Sold) -> tuple[str, int, int]:
    charge = gateway.charge(order.row.attempt.key)
    assert charge is not None
    return charge.state, charge.captured_minor, charge.refunded_minor


def test_an_unpaid_order_frees_its_goods_and_expects_no_money(lamp: Product) -> None:
    order = sell((lamp, 3))
    same_again(lambda: orders.cancel_order(order.id, reason=" changed their mind ", key="c1"))
    assert (order.states, selling.stock_of(lamp)) == (("voided", "not_needed"), (10, 0))
    shown = orders.order_by_id(order.id)
    assert (shown.cancel_reason, shown.cancelled_at is not None) == ("changed their mind", True)
    assert may(order) == set()
    assert orders.timeline_of(order.id)[0].sentence == "Order cancelled."
    error = refused(NotPossible, lambda: orders.cancel_order(order.id, key="c2"))
    assert error.obstacle is Obstacle.CANCELLED


def test_what_a_card_holds_is_let_go(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _bought(lamp)
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    assert _taken(gateway, order) == ("authorised", 0, 0)
    assert selling.work_off(shop, CAPTURE, MOVE_MONEY) == [Outcome.DONE, Outcome.DONE]
    assert (order.states[0], _taken(gateway, order), selling.stock_of(lamp)) == ("voided", ("voided", 0, 0), (10, 0))


def test_what_was_taken_is_given_back(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _bought(lamp)
    work(shop)
    assert order.states[0] == "paid"
    same_again(lambda: orders.cancel_order(order.id, key="c1"))
    assert (order.states[0], selling.stock_of(lamp)) == ("paid", (10, 0))
    work(shop)
    assert (order.states, _taken(gateway, order)) == (("refunded", "not_needed"), ("captured", 2000, 2000))
    assert selling.stock_of(lamp) == (10, 0), "freed once"


def test_a_part_that_was_taken_is_given_back_and_the_rest_let_go(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    by_staff(lambda: orders.capture_payment(order.id, amount_minor=700, key="k1"))
    work(shop)
    assert order.states[0] == "partly_paid"
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    work(shop)
    assert (order.states[0], _taken(gateway, order)[1:]) == ("refunded", (700, 700))
    assert (order.row.attempt.voided_minor, Refund.objects.get(order_id=order.id).total_minor) == (1300, 700)


def test_a_capture_that_is_under_way_is_given_back_when_it_has_ended(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    asked = begin_capture(order.id)
    assert asked is not None
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    assert order.states[0] == "authorised"
    record_money(perform(asked, timeout_s=5))
    assert order.states[0] == "paid"
    work(shop)
    assert (order.states[0], _taken(gateway, order)) == ("refunded", ("captured", 2000, 2000))


def test_what_was_given_back_before_is_not_given_back_again(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 3), shipping_minor=500)
    by_staff(lambda: orders.mark_as_paid(order.id, key="p1"))
    by_staff(lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 1})))
    work(shop)
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    work(shop)
    assert [refund.total_minor for refund in Refund.objects.order_by("pk")] == [1000, 2500]
    assert (order.states[0], order.row.refunded_minor, selling.stock_of(lamp)) == ("refunded", 3500, (10, 0))


def test_what_was_sent_is_not_cancelled(lamp: Product) -> None:
    order = sell((lamp, 2))
    sent = by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1", {order.lines["Lamp"]: 1})))
    assert refused(NotPossible, lambda: orders.cancel_order(order.id, key="c1")).obstacle is Obstacle.SENT_ALREADY
    by_staff(lambda: orders.cancel_fulfilment(sent))
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    assert selling.stock_of(lamp) == (10, 0)
    refused(OrderUnknown, lambda: orders.cancel_order(order.id + 10**6, key="c3"))


def test_a_code_can_be_used_again(lamp: Product) -> None:
    fields = DiscountFields("TEN", DiscountKind.PERCENT, basis_points=1000, usage_limit=1)
    discount = by_staff(lambda: pricing.create_discount(fields))
    order = sell((lamp, 1))
    pricing.take_uses(order.row.checkout_id, ["ten"], email="solveig@example.no")
    assert pricing.discount_by_id(discount).used == 1
    same_again(lambda: orders.cancel_order(order.id, key="c1"))
    assert pricing.discount_by_id(discount).used == 0


def test_cancelling_needs_its_permission(lamp: Product) -> None:
    order = sell((lamp, 1))
    before = everything()
    with pytest.raises(NotAllowed):
        orders.cancel_order(order.id, key="c1")
    assert everything() == before


def test_what_is_held_beside_a_capture_under_way_is_let_go_when_it_has_ended(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    by_staff(lambda: orders.capture_payment(order.id, amount_minor=700, key="k1"))
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    work(shop)
    assert _taken(gateway, order) == ("captured", 700, 700)
    attempt = order.row.attempt
    assert (attempt.captured_minor, attempt.refunded_minor, attempt.voided_minor) == (700, 700, 1300)


def test_what_is_held_is_let_go_when_a_capture_under_way_was_refused(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    result = selling.buy(lamp, 2, number=selling.CAPTURE_REFUSED)
    assert result.order_id is not None
    order = sold_order(result.order_id)
    asked = begin_capture(order.id)
    assert asked is not None
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    record_money(perform(asked, timeout_s=5))
    work(shop)
    assert (order.states[0], _taken(gateway, order)) == ("voided", ("voided", 0, 0))


def test_a_refused_refund_of_a_part_that_was_paid_can_be_tried_again(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 2))
    by_staff(lambda: orders.mark_as_paid(order.id, amount_minor=700, key="p1"))
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    refund = Refund.objects.get()
    record_money(OperationAnswer(refund.operation_id, is_done=False, reason="not_enough"))
    work(shop)
    assert order.row.refunded_minor == 0
    by_staff(lambda: orders.try_refund_again(refund.pk))
    work(shop)
    assert (order.states[0], order.row.refunded_minor) == ("refunded", 700)
    assert refused(NotPossible, lambda: orders.try_refund_again(refund.pk)).obstacle is Obstacle.NOT_REFUSED
    assert selling.stock_of(lamp) == (10, 0)
