"""Sending an order's pieces: in parts, out of what was reserved, and back again."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.inventory.errors import LocationUnknown
from shop.orders import api as orders
from shop.orders.errors import DetailsWrong, FulfilmentUnknown, KeyReused, NotPossible, OrderUnknown
from shop.orders.types import Obstacle, Parcel, RefundWish
from tests.shop import selling
from tests.shop.orders.after_sale.sold import by_staff, may, refused, same_again, sell, work


def test_parts_leave_the_stock_that_was_reserved(lamp: Product, stool: Product) -> None:
    order = sell((lamp, 3), (stool, 2))
    assert (order.states, selling.stock_of(lamp)) == (("unpaid", "unfulfilled"), (10, 3))
    parcel = Parcel("k1", {order.lines["Lamp"]: 2}, carrier="Posten", tracking_number=" 42 ")
    sent = same_again(lambda: orders.fulfil_order(order.id, parcel))
    assert (order.states[1], selling.stock_of(lamp), selling.stock_of(stool)) == ("partly_fulfilled", (8, 1), (10, 2))
    same_again(lambda: orders.fulfil_order(order.id, Parcel("k2")))
    assert (order.states[1], selling.stock_of(lamp), selling.stock_of(stool)) == ("fulfilled", (7, 0), (8, 0))
    first, rest = orders.after_sale_of(order.id).fulfilments
    assert (first.id, first.number, first.carrier, first.tracking_number, first.actor) == (
        sent,
        1,
        "Posten",
        "42",
        "Jo",
    )
    assert {line.title: line.quantity for line in rest.lines} == {"Lamp": 1, "Stool": 2}


def test_the_timeline_and_the_log_say_who_sent_what(lamp: Product) -> None:
    order = sell((lamp, 2))
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1")))
    newest = orders.timeline_of(order.id)[0]
    assert (newest.sentence, newest.actor_name) == ("Parcel 1 sent: 2 pieces.", "Jo")
    assert orders.timeline_of(order.id)[-1].actor_name == "Podium"
    [entry] = audit_of(Subject("order", order.id))
    assert (entry.action, entry.after["quantity"]) == ("orders.fulfilled", 2)


def test_a_cancelled_fulfilment_is_reserved_again(lamp: Product) -> None:
    order = sell((lamp, 3))
    sent = by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1", {order.lines["Lamp"]: 2})))
    same_again(lambda: orders.cancel_fulfilment(sent))
    assert (order.states[1], selling.stock_of(lamp)) == ("unfulfilled", (10, 3))
    assert orders.after_sale_of(order.id).fulfilments[0].is_cancelled
    assert orders.timeline_of(order.id)[0].name == "orders.fulfilment_cancelled"
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k2")))
    assert (order.states[1], selling.stock_of(lamp)) == ("fulfilled", (7, 0))
    assert [each.number for each in orders.after_sale_of(order.id).fulfilments] == [1, 2]


def test_what_is_not_there_to_be_sent_is_not_sent(lamp: Product, stool: Product) -> None:
    order, other = sell((lamp, 2)), sell((stool, 1))
    line = order.lines["Lamp"]
    for quantities, obstacle in (
        ({line: 3}, Obstacle.TOO_MANY),
        ({line: 0}, Obstacle.NOTHING_ASKED),
        ({line: -1}, Obstacle.NOTHING_ASKED),
        ({}, Obstacle.NOTHING_ASKED),
        ({other.lines["Stool"]: 1}, Obstacle.LINE_UNKNOWN),
    ):
        parcel = Parcel("k1", quantities)
        error = refused(NotPossible, lambda parcel=parcel: orders.fulfil_order(order.id, parcel))
        assert error.obstacle is obstacle, quantities
    refused(OrderUnknown, lambda: orders.fulfil_order(order.id + 10**6, Parcel("k1")))
    refused(FulfilmentUnknown, lambda: orders.cancel_fulfilment(10**6))
    refused(LocationUnknown, lambda: orders.fulfil_order(order.id, Parcel("k1", location_id=10**6)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tracking_url", "javascript:alert(1)"),
        ("tracking_url", "https://x.example/" + "a" * 500),
        ("carrier", "x" * 61),
        ("tracking_number", "x" * 121),
    ],
)
def test_what_was_typed_wrong_is_said_by_its_field(lamp: Product, field: str, value: str) -> None:
    order = sell((lamp, 1))
    error = refused(DetailsWrong, lambda: orders.fulfil_order(order.id, Parcel("k1", **{field: value})))
    assert list(error.fields) == [field]


def test_a_key_belongs_to_one_order(lamp: Product) -> None:
    first, second = sell((lamp, 1)), sell((lamp, 1))
    by_staff(lambda: orders.fulfil_order(first.id, Parcel("k1")))
    refused(KeyReused, lambda: orders.fulfil_order(second.id, Parcel("k1")))


def test_an_order_that_is_cancelled_or_held_is_not_sent(lamp: Product) -> None:
    held, cancelled = sell((lamp, 1)), sell((lamp, 1))
    by_staff(lambda: orders.hold_order(held.id))
    by_staff(lambda: orders.cancel_order(cancelled.id, key="c1"))
    error = refused(NotPossible, lambda: orders.fulfil_order(held.id, Parcel("k1")))
    assert error.obstacle is Obstacle.ON_HOLD
    error = refused(NotPossible, lambda: orders.fulfil_order(cancelled.id, Parcel("k2", {cancelled.lines["Lamp"]: 1})))
    assert error.obstacle is Obstacle.CANCELLED
    assert "fulfil" not in may(held) | may(cancelled)


def test_a_fulfilment_whose_pieces_came_back_is_not_cancelled(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 2))
    sent = by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1")))
    by_staff(lambda: orders.mark_as_paid(order.id, key="p1"))
    by_staff(lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 1})))
    error = refused(NotPossible, lambda: orders.cancel_fulfilment(sent))
    assert error.obstacle is Obstacle.GIVEN_BACK
    work(shop)
    assert refused(NotPossible, lambda: orders.cancel_fulfilment(sent)).obstacle is Obstacle.GIVEN_BACK


def test_sending_needs_its_permission(lamp: Product) -> None:
    order = sell((lamp, 1))
    for act in (lambda: orders.fulfil_order(order.id, Parcel("k1")), lambda: orders.cancel_fulfilment(1)):
        with pytest.raises(NotAllowed):
            act()
    assert order.states[1] == "unfulfilled"
