"""A variant's first stock, stock from a file, and whether it is counted at all."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import StockUnknown
from shop.inventory.models import StockEntry, StockItem
from tests.shop import selling
from tests.shop.inventory.shelves import (
    UNKNOWN,
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


def _available(product: Product) -> int:
    return inventory.available_of([product.variant_id])[product.variant_id].available


def test_a_file_sets_what_is_on_hand_and_the_first_location_takes_the_difference(lamp: Product) -> None:
    stool, free = selling.put_on_sale("Stool", on_hand=0), selling.put_on_sale("Free", on_hand=2)
    inventory.import_tracking([free.variant_id], is_tracked=False, may_oversell=False)
    put_at(lamp, another_location(), 3)
    inventory.reserve_stock(checkout(), {lamp.variant_id: 2})
    counts = {lamp.variant_id: 4, stool.variant_id: 7, free.variant_id: 9, UNKNOWN: 3}
    assert inventory.import_stock(counts) == {lamp.variant_id, stool.variant_id}
    assert figures(lamp) == {"Main": (1, 2, 0), "Annex": (3, 0, 0)}
    assert (figures(stool), figures(free)) == ({"Main": (7, 0, 0)}, {"Main": (2, 0, 0)})
    before = everything()
    assert inventory.import_stock(counts) == set()
    assert everything() == before
    assert_books_agree()


def test_what_is_not_tracked_opens_without_a_level_and_gets_one_later(lamp: Product) -> None:
    StockEntry.objects.all().delete()
    [item] = StockItem.objects.all()
    item.levels.all().delete()
    item.delete()
    inventory.open_stock({lamp.variant_id: 4}, is_tracked=False)
    assert figures(lamp) == {}
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].is_unlimited
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=True, may_oversell=False)
    assert figures(lamp) == {"Main": (0, 0, 0)}


def test_tracking_is_told_and_audited_and_setting_it_again_changes_nothing(lamp: Product) -> None:
    with acting_as(selling.STAFF):
        inventory.set_tracking(lamp.variant_id, is_tracked=True, may_oversell=True)
        before = everything()
        inventory.set_tracking(lamp.variant_id, is_tracked=True, may_oversell=True)
        with pytest.raises(StockUnknown):
            inventory.set_tracking(UNKNOWN, is_tracked=True, may_oversell=True)
    with pytest.raises(NotAllowed):
        inventory.set_tracking(lamp.variant_id, is_tracked=False, may_oversell=False)
    assert everything() == before
    told = events_of(Subject("stock_item", StockItem.objects.get().pk))
    assert [event.name for event in told] == ["inventory.tracking_changed"]
    assert len([each for each in audit_of(Subject("variant", lamp.variant_id)) if "tracking" in each.action]) == 1


@pytest.mark.parametrize("many", [2, 300])
def test_what_many_variants_cost_in_queries(shop: Shop, many: int, django_assert_num_queries) -> None:
    from shop.catalog.models import Product as ProductRow
    from shop.catalog.models import Variant

    selling.furnish()
    selling.put_on_sale("First")
    row = ProductRow.objects.create(handle="many", title="Many", state="active")
    made = Variant.objects.bulk_create(
        Variant(product_id=row.pk, price_minor=1, combination=str(number)) for number in range(many)
    )
    counts = {variant.pk: 3 for variant in made}
    with django_assert_num_queries(6, using="pod_1"):  # savepoint, release; first location; items, levels, entries
        inventory.open_stock(counts)
    # Savepoint, release; stock; first location; items; levels, twice; locked; items; stock again; written; entries.
    with django_assert_num_queries(12, using="pod_1"):
        assert len(inventory.import_stock(dict.fromkeys(counts, 4))) == many
    with django_assert_num_queries(4, using="pod_1"):  # savepoint, release; written; who has no level
        inventory.import_tracking(counts, is_tracked=True, may_oversell=True)
    assert_books_agree()
