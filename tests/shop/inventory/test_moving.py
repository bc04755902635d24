"""Goods on their way: between locations, expected, received."""

import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import (
    FieldsWrong,
    IncomingChanged,
    KeyReused,
    LocationInactive,
    OnHandChanged,
    StockShort,
    StockUnknown,
)
from shop.inventory.models import Location
from shop.inventory.types import At, Move
from tests.shop import selling
from tests.shop.inventory.shelves import another_location, assert_books_agree, checkout, everything, figures


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


@pytest.fixture
def annex(lamp: Product) -> int:
    return another_location()


@pytest.fixture
def main(lamp: Product) -> int:
    return Location.objects.get(name="Main").pk


def _move(lamp: Product, source: int, target: int, quantity: int, key: str = "") -> None:
    with acting_as(selling.STAFF):
        inventory.move_stock(lamp.variant_id, Move(source, target, quantity), key=key)


def test_moving_keeps_the_sum(lamp: Product, main: int, annex: int) -> None:
    _move(lamp, main, annex, 3)
    assert figures(lamp) == {"Main": (2, 0, 0), "Annex": (3, 0, 0)}
    _move(lamp, annex, main, 1)
    assert figures(lamp) == {"Main": (3, 0, 0), "Annex": (2, 0, 0)}
    assert_books_agree()


def test_the_same_form_moves_once(lamp: Product, main: int, annex: int) -> None:
    _move(lamp, main, annex, 2, "m")
    before = everything()
    _move(lamp, main, annex, 2, "m")
    for source, target in ((annex, main),):
        with pytest.raises(KeyReused):
            _move(lamp, source, target, 2, "m")
    with acting_as(selling.STAFF), pytest.raises(KeyReused):
        inventory.adjust_stock(lamp.variant_id, change=1, reason="", key="m")
    assert everything() == before


def test_what_is_reserved_is_packed_where_it_lies(lamp: Product, main: int, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 4})
    before = figures(lamp)
    with pytest.raises(StockShort) as refused:
        _move(lamp, main, annex, 2)
    assert (refused.value.left, figures(lamp)["Main"]) == (1, before["Main"])
    _move(lamp, main, annex, 1)
    assert_books_agree()


def test_a_move_that_makes_no_sense_changes_nothing(lamp: Product, main: int, annex: int) -> None:
    before = everything()
    for target, quantity in ((main, 1), (annex, 0), (annex, -1)):
        with pytest.raises(FieldsWrong):
            _move(lamp, main, target, quantity)
    with pytest.raises(NotAllowed):
        inventory.move_stock(lamp.variant_id, Move(main, annex, 1))
    Location.objects.filter(pk=annex).update(is_active=False)
    with pytest.raises(LocationInactive):
        _move(lamp, main, annex, 1)
    Location.objects.filter(pk=annex).update(is_active=True)
    assert everything() == before


def test_what_is_expected_is_received(lamp: Product) -> None:
    with acting_as(selling.STAFF):
        assert inventory.expect_stock(lamp.variant_id, quantity=6, reason="purchase 12", key="e") == 6
        assert inventory.expect_stock(lamp.variant_id, quantity=6, reason="purchase 12", key="e") == 6
        assert inventory.expect_stock(lamp.variant_id, quantity=-1) == 5
        assert inventory.available_of([lamp.variant_id])[lamp.variant_id].left == 5, "what comes is not there yet"
        assert inventory.receive_stock(lamp.variant_id, quantity=2, key="r") == 7
        assert inventory.receive_stock(lamp.variant_id, quantity=2, key="r") == 7
        assert figures(lamp) == {"Main": (7, 0, 3)}
        assert inventory.receive_stock(lamp.variant_id, quantity=4) == 11, "one more came than was expected"
    assert figures(lamp) == {"Main": (11, 0, 0)}
    assert_books_agree()


def test_expecting_and_receiving_refuse_nonsense(lamp: Product) -> None:
    before = everything()
    for act, quantity in (
        (inventory.expect_stock, 0),
        (inventory.expect_stock, -1),
        (inventory.expect_stock, 10**7),
        (inventory.receive_stock, 0),
        (inventory.receive_stock, -1),
        (inventory.receive_stock, 10**7),
    ):
        with acting_as(selling.STAFF), pytest.raises(FieldsWrong):
            act(lamp.variant_id, quantity=quantity)
        with acting_as(selling.STAFF), pytest.raises(StockUnknown):
            act(lamp.variant_id + 10**6, quantity=1)
        with pytest.raises(NotAllowed):
            act(lamp.variant_id, quantity=1)
    assert everything() == before


def test_what_somebody_read_is_compared_before_goods_move(lamp: Product, main: int, annex: int) -> None:
    with acting_as(selling.STAFF):
        inventory.expect_stock(lamp.variant_id, quantity=6)
        inventory.move_stock(lamp.variant_id, Move(main, annex, 2, expected=5), reason=" shelf is full ", key="m")
        before = everything()
        for stale in (
            lambda: inventory.move_stock(lamp.variant_id, Move(main, annex, 2, expected=5)),
            lambda: inventory.receive_stock(lamp.variant_id, quantity=6, at=At(main, expected=5)),
            lambda: inventory.adjust_stock(lamp.variant_id, change=-1, reason="broken", at=At(main, expected=5)),
        ):
            with pytest.raises(OnHandChanged) as refused:
                stale()
            assert (refused.value.now, "now 3 are on hand there" in str(refused.value)) == (3, True)
        with pytest.raises(IncomingChanged) as late:
            inventory.expect_stock(lamp.variant_id, quantity=2, at=At(main, expected=0))
        assert (late.value.now, "now 6 are on their way" in str(late.value)) == (6, True)
        inventory.move_stock(lamp.variant_id, Move(main, annex, 2, expected=5), key="m")
        assert everything() == before, "a form that comes twice is not compared twice"
        inventory.receive_stock(lamp.variant_id, quantity=6, at=At(main, expected=3))
        inventory.expect_stock(lamp.variant_id, quantity=2, at=At(main, expected=0))
    assert figures(lamp) == {"Main": (9, 0, 2), "Annex": (2, 0, 0)}
    told = {entry.location_name: entry for entry in inventory.entries_of(lamp.variant_id).entries if entry.reason}
    assert {place: (entry.reason, inventory.entry_sentence(entry)) for place, entry in told.items()} == {
        "Main": ("shelf is full", "Went to another location"),
        "Annex": ("shelf is full", "Came from another location"),
    }
    assert_books_agree()
