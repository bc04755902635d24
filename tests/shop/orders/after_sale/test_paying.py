"""Money that staff move or hold: manual payments, voids, orders held back and released."""

from collections.abc import Callable

import pytest

from pods.directory.models import Shop
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.errors import KeyReused, NothingToCapture, NotPossible
from shop.orders.events import CAPTURE
from shop.orders.types import Obstacle, Parcel
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


def _bought(lamp: Product) -> Sold:
    result = selling.buy(lamp, 2)
    assert result.order_id is not None
    return sold_order(result.order_id)


def test_a_manual_payment_is_unpaid_until_staff_say_so(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 2))
    work(shop)
    assert (order.states[0], may(order)) == ("unpaid", {"fulfil", "cancel", "mark_as_paid", "hold"})
    same_again(lambda: orders.mark_as_paid(order.id, amount_minor=500, key="p1"))
    assert order.states[0] == "partly_paid"
    same_again(lambda: orders.mark_as_paid(order.id, key="p2"))
    assert (order.states[0], order.row.attempt.captured_minor) == ("paid", 2000)
    assert may(order) == {"fulfil", "cancel", "refund"}
    assert [entry.sentence for entry in orders.timeline_of(order.id)][:2] == [
        "Marked as paid: €15.00.",
        "Marked as paid: €5.00.",
    ]
    assert refused(NotPossible, lambda: orders.mark_as_paid(order.id, key="p3")).obstacle is Obstacle.TAKEN_ALREADY


def test_a_manual_payment_is_not_captured_and_no_more_than_the_total(lamp: Product) -> None:
    order, other = sell((lamp, 1)), sell((lamp, 1))
    refused(NothingToCapture, lambda: orders.capture_payment(order.id, key="k1"))
    error = refused(NotPossible, lambda: orders.mark_as_paid(order.id, amount_minor=1001, key="p1"))
    assert (error.obstacle, error.left) == (Obstacle.MORE_THAN_AUTHORISED, 1000)
    refused(NotPossible, lambda: orders.void_payment(order.id, key="v1"))
    by_staff(lambda: orders.mark_as_paid(other.id, key="p2"))
    refused(KeyReused, lambda: orders.mark_as_paid(order.id, key="p2"))


def test_a_cards_payment_is_not_marked_by_hand(gateway: GatewayProcess, lamp: Product) -> None:
    order = _bought(lamp)
    assert refused(NotPossible, lambda: orders.mark_as_paid(order.id, key="p1")).obstacle is Obstacle.PAID_BY_CARD


def test_a_void_lets_the_money_go_and_nothing_is_sent_for_it(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    same_again(lambda: orders.void_payment(order.id, key="v1"))
    assert order.states[0] == "authorised"
    assert refused(NotPossible, lambda: orders.void_payment(order.id, key="v2")).obstacle is Obstacle.MONEY_IS_MOVING
    work(shop)
    assert (order.states[0], may(order)) == ("voided", {"cancel"})
    error = refused(NotPossible, lambda: orders.fulfil_order(order.id, Parcel("k1")))
    assert error.obstacle is Obstacle.NOT_PAID_FOR
    assert orders.timeline_of(order.id)[0].name == "orders.payment_voided"


def test_an_order_held_back_is_not_captured_until_it_is_released(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    by_staff(lambda: orders.hold_order(order.id))
    selling.work_off(shop, CAPTURE)
    assert (order.states[0], may(order)) == ("on_hold", {"cancel", "capture", "void", "release"})
    assert refused(NotPossible, lambda: orders.hold_order(order.id)).obstacle is Obstacle.ON_HOLD
    by_staff(lambda: orders.release_order(order.id))
    assert refused(NotPossible, lambda: orders.release_order(order.id)).obstacle is Obstacle.NOT_ON_HOLD
    work(shop)
    assert order.states[0] == "paid"
    assert [entry.name for entry in orders.timeline_of(order.id)][:4] == [
        "orders.payment_captured",
        "orders.capture_asked",
        "orders.released",
        "orders.held",
    ]
    assert refused(NotPossible, lambda: orders.hold_order(order.id)).obstacle is Obstacle.TAKEN_ALREADY


def test_an_unpaid_order_that_is_released_stays_unpaid(lamp: Product) -> None:
    order = sell((lamp, 1))
    by_staff(lambda: orders.hold_order(order.id))
    assert order.states[0] == "on_hold"
    by_staff(lambda: orders.release_order(order.id))
    assert order.states[0] == "unpaid"


def test_an_order_of_nothing_is_paid_from_the_start(shop: Shop, lamp: Product) -> None:
    order = sell((selling.put_on_sale("Gift", price_minor=0, on_hand=5), 1), gateway="free")
    work(shop)
    assert (order.states[0], may(order)) == ("paid", {"fulfil", "cancel", "refund"})
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    assert order.states == ("paid", "not_needed")


@pytest.mark.parametrize(
    "act",
    [
        lambda order_id: orders.mark_as_paid(order_id, key="p1"),
        lambda order_id: orders.void_payment(order_id, key="v1"),
        orders.hold_order,
        orders.release_order,
        lambda order_id: orders.capture_payment(order_id, key="k1"),
    ],
)
def test_moving_money_needs_its_permission(lamp: Product, act: Callable[[int], object]) -> None:
    order = sell((lamp, 1))
    before = everything()
    with pytest.raises(NotAllowed):
        act(order.id)
    assert everything() == before
