"""What staff change of the stock by hand."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, KeyReused, LocationInactive, LocationUnknown, StockChanged, StockUnknown
from shop.inventory.models import Location, StockLevel
from shop.inventory.types import At, Count
from tests.shop import selling
from tests.shop.inventory.shelves import another_location, assert_books_agree, checkout, everything, figures


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


def _adjust(lamp: Product, change: int, **more: object) -> int:
    with acting_as(selling.STAFF):
        return inventory.adjust_stock(lamp.variant_id, change=change, reason="counted", **more)  # type: ignore[arg-type]


def _count(lamp: Product, expected: int, on_hand: int, **more: object) -> int:
    with acting_as(selling.STAFF):
        return inventory.count_stock(lamp.variant_id, Count(expected, on_hand), **more)  # type: ignore[arg-type]


def test_stock_is_adjusted_by_a_difference_audited_and_told(lamp: Product) -> None:
    assert [_adjust(lamp, 3), _adjust(lamp, -8)] == [8, 0]
    assert figures(lamp) == {"Main": (0, 0, 0)}
    main = Location.objects.get().pk
    latest = audit_of(Subject("variant", lamp.variant_id))[0]
    assert (latest.action, latest.before, latest.after) == (
        "stock.adjusted",
        {"location_id": main, "on_hand": 8, "reserved": 0, "incoming": 0},
        {"location_id": main, "on_hand": 0, "reserved": 0, "incoming": 0, "reason": "counted"},
    )
    told = events_of(Subject("stock_level", StockLevel.objects.get().pk))
    assert [(event.name, event.payload["change"], event.payload["on_hand"]) for event in told] == [
        ("inventory.stock_adjusted", 3, 8),
        ("inventory.stock_adjusted", -8, 0),
    ]
    assert_books_agree()


def test_what_is_broken_is_broken_though_somebody_pays_for_it(lamp: Product) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 4})
    assert _adjust(lamp, -3) == 2
    found = inventory.available_of([lamp.variant_id])[lamp.variant_id]
    assert (found.available, found.left, found.can_sell(1)) == (-2, 0, False)


@pytest.mark.parametrize("change", [-6, 10**7, 0])
def test_an_adjustment_that_makes_no_sense_changes_nothing(lamp: Product, change: int) -> None:
    before = everything()
    with pytest.raises(FieldsWrong):
        _adjust(lamp, change)
    assert everything() == before


def test_a_reason_or_key_that_is_too_long_is_refused(lamp: Product) -> None:
    before = everything()
    with acting_as(selling.STAFF), pytest.raises(FieldsWrong):
        inventory.adjust_stock(lamp.variant_id, change=1, reason="x" * 201)
    with pytest.raises(FieldsWrong):
        _adjust(lamp, 1, key="x" * 65)
    assert everything() == before


def test_adjusting_needs_the_permission_a_variant_and_a_location_in_use(lamp: Product) -> None:
    closed = another_location()
    Location.objects.filter(pk=closed).update(is_active=False)
    before = everything()
    with pytest.raises(NotAllowed):
        inventory.adjust_stock(lamp.variant_id, change=1, reason="")
    with pytest.raises(NotAllowed):
        inventory.count_stock(lamp.variant_id, Count(5, 4))
    with acting_as(selling.STAFF), pytest.raises(StockUnknown):
        inventory.adjust_stock(lamp.variant_id + 10**6, change=1, reason="")
    with pytest.raises(LocationInactive):
        _adjust(lamp, 1, at=At(closed))
    with pytest.raises(LocationUnknown):
        _adjust(lamp, 1, at=At(closed + 10**6))
    assert everything() == before


def test_a_count_is_written_only_over_the_figure_it_began_with(lamp: Product) -> None:
    assert _count(lamp, 5, 3, reason="shelf 4") == 3
    before = everything()
    with pytest.raises(StockChanged) as refused:
        _count(lamp, 5, 9)
    assert (refused.value.now, str(refused.value)) == (
        3,
        "The stock was changed meanwhile: now 3 are on hand. Count again.",
    )
    for nonsense in (-1, 10**7):
        with pytest.raises(FieldsWrong):
            _count(lamp, 3, nonsense)
    assert everything() == before
    assert _count(lamp, 3, 3) == 3, "a count that finds the same is noted too"
    assert_books_agree()


def test_the_same_form_sent_twice_counts_once(lamp: Product) -> None:
    assert [_adjust(lamp, 3, key="form-1"), _adjust(lamp, 3, key="form-1")] == [8, 8]
    assert [_count(lamp, 8, 2, key="form-2"), _count(lamp, 8, 2, key="form-2")] == [2, 2]
    assert _adjust(lamp, 1) == 3
    before = everything()
    assert (_adjust(lamp, 3, key="form-1"), _count(lamp, 8, 2, key="form-2")) == (8, 2)
    with pytest.raises(KeyReused):
        _adjust(selling.put_on_sale("Stool", on_hand=0), 1, key="form-1")
    assert {name: rows[:1] for name, rows in everything().items()} == {name: rows[:1] for name, rows in before.items()}
    assert figures(lamp) == {"Main": (3, 0, 0)}


def test_a_location_gets_its_level_with_its_first_goods(lamp: Product) -> None:
    assert _adjust(lamp, 4, at=At(another_location())) == 4
    assert figures(lamp) == {"Main": (5, 0, 0), "Annex": (4, 0, 0)}
    assert [
        (level.location_name, level.on_hand) for level in inventory.levels_of([lamp.variant_id])[lamp.variant_id]
    ] == [
        ("Main", 5),
        ("Annex", 4),
    ]
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].on_hand == 9
