"""Goods that leave with an order, come back by mistake, or come back from a buyer."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import LocationInactive, StockUnknown
from shop.inventory.models import Location, StockEntry
from tests.shop import selling
from tests.shop.inventory.shelves import another_location, assert_books_agree, checkout, everything, figures, put_at

ORDER = Subject("order", 9)


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


@pytest.fixture
def annex(lamp: Product) -> int:
    location_id = another_location()
    put_at(lamp, location_id, 3)
    return location_id


def test_what_is_reserved_leaves_in_parts(lamp: Product) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 4})
    inventory.ship_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp) == {"Main": (4, 3, 0)}
    inventory.ship_stock(checkout(), {lamp.variant_id: 3})
    assert figures(lamp) == {"Main": (1, 0, 0)}
    assert inventory.reserved_for(checkout()) == {}
    assert [entry.kind for entry in StockEntry.objects.order_by("pk")] == ["opened", "reserved", "shipped", "shipped"]
    assert_books_agree()


def test_what_is_reserved_at_several_locations_leaves_from_each(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 7})
    assert figures(lamp) == {"Main": (5, 5, 0), "Annex": (3, 2, 0)}
    inventory.ship_stock(checkout(), {lamp.variant_id: 6})
    assert figures(lamp) == {"Main": (0, 0, 0), "Annex": (2, 1, 0)}
    inventory.release_stock(checkout())
    assert figures(lamp) == {"Main": (0, 0, 0), "Annex": (2, 0, 0)}
    assert_books_agree()


def test_goods_may_leave_from_another_location_than_they_were_reserved_at(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 2})
    inventory.ship_stock(checkout(), {lamp.variant_id: 2}, location_id=annex)
    assert figures(lamp) == {"Main": (5, 0, 0), "Annex": (1, 0, 0)}
    assert_books_agree()


def test_what_is_reserved_where_it_leaves_from_is_used_up_first(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 7})
    inventory.ship_stock(checkout(), {lamp.variant_id: 2}, location_id=annex)
    assert figures(lamp) == {"Main": (5, 5, 0), "Annex": (1, 0, 0)}


def test_what_was_not_reserved_leaves_all_the_same_and_may_have_been_miscounted(lamp: Product) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 1})
    inventory.ship_stock(checkout(), {lamp.variant_id: 7})
    assert figures(lamp) == {"Main": (-2, 0, 0)}
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].left == 0
    assert_books_agree()


def test_a_shipping_that_did_not_happen_is_kept_for_its_holder_again(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 5})
    inventory.ship_stock(checkout(), {lamp.variant_id: 3})
    inventory.unship_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp)["Main"] == (3, 3, 0)
    inventory.unship_stock(checkout(), {lamp.variant_id: 2}, location_id=annex)
    assert figures(lamp) == {"Main": (3, 3, 0), "Annex": (5, 2, 0)}
    inventory.release_stock(checkout())
    assert_books_agree()


def test_what_was_not_sent_after_all_lies_where_it_was_taken_from(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 7})
    inventory.ship_stock(checkout(), {lamp.variant_id: 7})
    assert figures(lamp) == {"Main": (0, 0, 0), "Annex": (1, 0, 0)}
    inventory.unship_stock(checkout(), {lamp.variant_id: 6})
    assert figures(lamp) == {"Main": (5, 5, 0), "Annex": (2, 1, 0)}
    inventory.unship_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp) == {"Main": (5, 5, 0), "Annex": (3, 2, 0)}
    inventory.unship_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp)["Main"] == (6, 6, 0), "more than was sent: at the first location"
    assert_books_agree()


def test_what_a_buyer_gave_back_is_for_sale_again(lamp: Product, annex: int) -> None:
    inventory.return_stock(ORDER, {lamp.variant_id: 2})
    inventory.return_stock(ORDER, {lamp.variant_id: 1}, location_id=annex)
    assert figures(lamp) == {"Main": (7, 0, 0), "Annex": (4, 0, 0)}
    entry = StockEntry.objects.latest("pk")
    assert (entry.kind, entry.subject_kind, entry.subject_id) == ("returned", "order", 9)
    assert_books_agree()


def test_nothing_comes_to_or_leaves_a_location_out_of_use(lamp: Product, annex: int) -> None:
    inventory.reserve_stock(checkout(), {lamp.variant_id: 2})
    Location.objects.filter(pk=annex).update(is_active=False)
    before = everything()
    for act in (inventory.ship_stock, inventory.unship_stock, inventory.return_stock):
        with pytest.raises(LocationInactive):
            act(checkout(), {lamp.variant_id: 1}, location_id=annex)
        with pytest.raises(StockUnknown):
            act(checkout(), {lamp.variant_id + 10**6: 1})
    assert everything() == before


@pytest.mark.parametrize("lines", [1, 5])
def test_what_shipping_costs_in_queries(shop: Shop, lines: int, django_assert_num_queries) -> None:
    selling.furnish()
    wanted = {selling.put_on_sale(f"Lamp {number}", on_hand=5).variant_id: 2 for number in range(lines)}
    inventory.reserve_stock(checkout(), wanted)
    one = dict.fromkeys(wanted, 1)
    # Savepoint and release; items with levels; what is held, locked, read; written; entries; reservations.
    with django_assert_num_queries(9, using="pod_1"):
        inventory.ship_stock(checkout(), one)
    # Savepoint and release; items; locked, written; entries; reservations read and written.
    with django_assert_num_queries(8, using="pod_1"):
        inventory.unship_stock(checkout(), one)
    with django_assert_num_queries(7, using="pod_1"):
        inventory.return_stock(ORDER, one)
