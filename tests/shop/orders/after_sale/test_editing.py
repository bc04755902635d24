"""What staff write about an order and change of it: address, notes, tags."""

from dataclasses import replace

import pytest

from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.errors import DetailsWrong, KeyReused, NotPossible, OrderUnknown
from shop.orders.types import Obstacle, Parcel
from tests.shop import selling
from tests.shop.orders.after_sale.sold import by_staff, everything, refused, same_again, sell

MOVED = replace(selling.HOME, line1=" Strandgaten 1 ", postcode="5013")


def test_an_address_can_be_put_right_as_long_as_something_is_to_be_sent(lamp: Product) -> None:
    order = sell((lamp, 1))
    by_staff(lambda: orders.edit_address(order.id, MOVED, version=1))
    changed = orders.order_by_id(order.id)
    assert (changed.shipping.line1, changed.billing, changed.version) == ("Strandgaten 1", selling.HOME, 2)
    refused(StaleVersion, lambda: orders.edit_address(order.id, selling.HOME, version=1))
    [entry] = audit_of(Subject("order", order.id))
    assert (entry.before["line1"], entry.after["line1"]) == ("Nygårdsgaten 91", "Strandgaten 1")
    assert orders.timeline_of(order.id)[0].figures == {"order_id": order.id}
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1")))
    error = refused(NotPossible, lambda: orders.edit_address(order.id, selling.HOME, version=2))
    assert error.obstacle is Obstacle.NOTHING_TO_SEND


def test_an_address_that_is_wrong_or_abroad_is_refused(lamp: Product) -> None:
    order = sell((lamp, 1))
    for address, field in (
        (replace(MOVED, city=" "), "city"),
        (replace(MOVED, postcode="x"), "postcode"),
        (selling.ABROAD, "country"),
    ):
        error = refused(DetailsWrong, lambda address=address: orders.edit_address(order.id, address, version=1))
        assert list(error.fields) == [field]
    refused(OrderUnknown, lambda: orders.edit_address(order.id + 10**6, MOVED, version=1))


def test_a_note_is_written_once_and_only_for_staff(lamp: Product) -> None:
    order, other = sell((lamp, 1)), sell((lamp, 1))
    same_again(lambda: orders.add_note(order.id, " Call first. ", key="n1"))
    [note] = orders.after_sale_of(order.id).notes
    assert (note.text, note.actor) == ("Call first.", "Jo")
    assert orders.timeline_of(order.id)[0].sentence == "Note written."
    refused(KeyReused, lambda: orders.add_note(other.id, "Call first.", key="n1"))
    refused(DetailsWrong, lambda: orders.add_note(order.id, "  ", key="n2"))
    refused(DetailsWrong, lambda: orders.add_note(order.id, "x" * 5001, key="n2"))


def test_tags_are_one_however_they_are_typed(lamp: Product) -> None:
    order = sell((lamp, 1))
    same_again(lambda: orders.set_tags(order.id, ["Gift", "gift ", "VIP  buyer", ""]))
    assert orders.after_sale_of(order.id).tags == ("gift", "VIP buyer")
    by_staff(lambda: orders.set_tags(order.id, ["vip buyer", "Fragile"]))
    assert orders.after_sale_of(order.id).tags == ("Fragile", "VIP buyer")
    by_staff(lambda: orders.set_tags(order.id, []))
    assert orders.after_sale_of(order.id).tags == ()
    refused(DetailsWrong, lambda: orders.set_tags(order.id, ["x" * 61]))
    refused(DetailsWrong, lambda: orders.set_tags(order.id, [str(number) for number in range(51)]))


def test_editing_needs_its_permission(lamp: Product) -> None:
    order = sell((lamp, 1))
    before = everything()
    for act in (
        lambda: orders.edit_address(order.id, MOVED, version=1),
        lambda: orders.add_note(order.id, "x", key="n1"),
        lambda: orders.set_tags(order.id, ["x"]),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert everything() == before
