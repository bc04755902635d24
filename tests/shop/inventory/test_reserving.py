"""What is kept for a buyer who pays: all or nothing, never more than there is, given back once."""

import pytest

from pods.directory.models import Shop
from pods.routing.actor import BUYER, acting_as
from pods.routing.service import service
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import AlreadyReserved, StockShort, StockUnknown
from shop.inventory.models import StockEntry, StockItem
from tests.shop import selling
from tests.shop.inventory.shelves import (
    another_location,
    assert_books_agree,
    checkout,
    everything,
    figures,
    put_at,
)


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


def test_what_is_reserved_is_there_until_it_is_released(lamp: Product) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 3})
    assert figures(lamp) == {"Main": (5, 3, 0)}
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].available == 2
    inventory.release_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp) == {"Main": (5, 2, 0)}
    inventory.release_stock(checkout())
    assert figures(lamp) == {"Main": (5, 0, 0)}
    assert_books_agree()


def test_releasing_again_changes_nothing(lamp: Product) -> None:
    inventory.reserve_stock(checkout(1), {lamp.variant_id: 2})
    inventory.reserve_stock(checkout(2), {lamp.variant_id: 2})
    inventory.release_stock(checkout(1))
    before = everything()
    inventory.release_stock(checkout(1))
    inventory.release_stock(checkout(1), {lamp.variant_id: 2})
    assert everything() == before
    assert figures(lamp) == {"Main": (5, 2, 0)}


def test_a_holder_reserves_once(lamp: Product) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 1})
    before = everything()
    with pytest.raises(AlreadyReserved):
        inventory.reserve_stock(checkout(), {lamp.variant_id: 1})
    assert everything() == before


def test_a_reservation_is_all_or_nothing(lamp: Product) -> None:
    stool = selling.put_on_sale("Stool", on_hand=1)
    before = everything()
    with pytest.raises(StockShort) as refused:
        inventory.reserve_stock(checkout(), {lamp.variant_id: 1, stool.variant_id: 2})
    assert (refused.value.variant_id, refused.value.left) == (stool.variant_id, 1)
    with pytest.raises(StockUnknown):
        inventory.reserve_stock(checkout(), {lamp.variant_id: 1, lamp.variant_id + 10**6: 1})
    assert everything() == before


def test_a_reservation_rolls_back_with_its_service(lamp: Product) -> None:
    @service
    def reserve_and_fail() -> None:
        inventory.reserve_stock(checkout(), {lamp.variant_id: 3})
        raise ZeroDivisionError

    before = everything()
    with pytest.raises(ZeroDivisionError):
        reserve_and_fail()
    assert everything() == before


def test_every_reservation_is_told_by_the_ledger(lamp: Product) -> None:
    with acting_as(BUYER):
        inventory.reserve_stock(checkout(7), {lamp.variant_id: 2})
    entry = StockEntry.objects.latest("pk")
    assert (entry.kind, entry.change_on_hand, entry.change_reserved, entry.on_hand, entry.reserved) == (
        "reserved",
        0,
        2,
        5,
        2,
    )
    assert (entry.actor_kind, entry.actor_id, entry.subject_kind, entry.subject_id) == (
        "customer",
        "guest",
        "checkout",
        7,
    )


def test_a_wish_is_taken_from_the_first_location_that_has_all_of_it(lamp: Product) -> None:
    stool = selling.put_on_sale("Stool", on_hand=1)
    annex = another_location()
    put_at(lamp, annex, 9)
    put_at(stool, annex, 9)
    inventory.reserve_stock(checkout(), {lamp.variant_id: 2, stool.variant_id: 2})
    assert inventory.reserved_for(checkout()) == {lamp.variant_id: {annex: 2}, stool.variant_id: {annex: 2}}
    inventory.reserve_stock(checkout(2), {lamp.variant_id: 12})
    assert figures(lamp) == {"Main": (5, 5, 0), "Annex": (9, 9, 0)}
    with pytest.raises(StockShort) as refused:
        inventory.reserve_stock(checkout(3), {lamp.variant_id: 1})
    assert refused.value.left == 0
    assert_books_agree()


def test_what_may_be_oversold_goes_below_what_there_is(lamp: Product) -> None:
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=True, may_oversell=True)
    inventory.reserve_stock(checkout(), {lamp.variant_id: 8})
    found = inventory.available_of([lamp.variant_id])[lamp.variant_id]
    assert (found.available, found.left, found.can_sell(99)) == (-3, None, True)
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=True, may_oversell=False)
    with pytest.raises(StockShort):
        inventory.reserve_stock(checkout(2), {lamp.variant_id: 1})
    assert_books_agree()


def test_what_lacks_at_one_location_is_not_sold_from_another(lamp: Product) -> None:
    """Two more are promised than lie at the first location: two of the annex's three are theirs."""
    inventory.reserve_stock(checkout(), {lamp.variant_id: 5})
    with acting_as(selling.STAFF):
        inventory.adjust_stock(lamp.variant_id, change=-2, reason="broken")
    put_at(lamp, another_location(), 3)
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].left == 1
    with pytest.raises(StockShort) as refused:
        inventory.reserve_stock(checkout(2), {lamp.variant_id: 2})
    assert refused.value.left == 1
    inventory.reserve_stock(checkout(2), {lamp.variant_id: 1})
    assert figures(lamp) == {"Main": (3, 5, 0), "Annex": (3, 1, 0)}


def test_what_is_not_tracked_is_always_there_and_leaves_no_trace(lamp: Product) -> None:
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=False, may_oversell=False)
    before = everything()
    inventory.reserve_stock(checkout(), {lamp.variant_id: 800})
    inventory.ship_stock(checkout(), {lamp.variant_id: 800})
    inventory.return_stock(checkout(), {lamp.variant_id: 800})
    inventory.release_stock(checkout())
    assert everything() == before
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].left is None


def test_what_is_reserved_stays_kept_when_tracking_ends(lamp: Product) -> None:
    inventory.reserve_stock(checkout(1), {lamp.variant_id: 2})
    inventory.reserve_stock(checkout(2), {lamp.variant_id: 1})
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=False, may_oversell=False)
    inventory.ship_stock(checkout(1), {lamp.variant_id: 2})
    inventory.release_stock(checkout(2))
    assert figures(lamp) == {"Main": (3, 0, 0)}
    assert_books_agree()


def test_what_may_be_oversold_and_lies_nowhere_is_reserved_at_the_first_location(lamp: Product) -> None:
    from shop.inventory.models import StockLevel

    StockEntry.objects.all().delete()
    StockLevel.objects.all().delete()
    StockItem.objects.update(may_oversell=True)
    inventory.reserve_stock(checkout(), {lamp.variant_id: 2})
    assert figures(lamp) == {"Main": (0, 2, 0)}


@pytest.mark.parametrize("lines", [1, 4])
def test_what_a_reservation_costs_in_queries(shop: Shop, lines: int, django_assert_num_queries) -> None:
    selling.furnish()
    wanted = {selling.put_on_sale(f"Lamp {number}", on_hand=5).variant_id: 2 for number in range(lines)}
    with django_assert_num_queries(7, using="pod_1"):  # savepoint, release; found, locked, written; entries; kept
        inventory.reserve_stock(checkout(), wanted)
    with django_assert_num_queries(8, using="pod_1"):  # savepoint, release; found, locked, read; written; entries; less
        inventory.release_stock(checkout(), dict.fromkeys(wanted, 1))
    with django_assert_num_queries(8, using="pod_1"):  # the same, and gone instead of less
        inventory.release_stock(checkout())
    with django_assert_num_queries(3, using="pod_1"):  # savepoint, release; nothing found
        inventory.release_stock(checkout())
    with django_assert_num_queries(4, using="pod_1"), pytest.raises(StockShort):  # savepoint, back, release; found
        inventory.reserve_stock(checkout(2), dict.fromkeys(wanted, 6))
    with django_assert_num_queries(1, using="pod_1"):
        inventory.available_of(wanted)
    with django_assert_num_queries(1, using="pod_1"):
        inventory.levels_of(wanted)
