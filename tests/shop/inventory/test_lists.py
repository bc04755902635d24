"""The ledger and the list of the stock, page by page, at the same cost however long they are."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.models import StockEntry, StockItem
from shop.inventory.selectors.ledger import rows_of
from shop.inventory.types import EntryKind, StockFilter, StockWanted
from tests.shop import selling
from tests.shop.inventory.shelves import another_location, checkout, put_at


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


def test_the_ledger_tells_what_why_and_who(lamp: Product) -> None:
    with acting_as(selling.STAFF):
        inventory.adjust_stock(lamp.variant_id, change=-1, reason="broken")
    inventory.reserve_stock(checkout(8), {lamp.variant_id: 2})
    reserved, adjusted, opened = inventory.entries_of(lamp.variant_id).entries
    assert (reserved.kind, reserved.change_reserved, reserved.on_hand, reserved.reserved) == (
        EntryKind.RESERVED,
        2,
        4,
        2,
    )
    assert (reserved.subject, reserved.actor) == (Subject("checkout", 8), "system:none")
    assert (adjusted.reason, adjusted.actor, adjusted.actor_name, adjusted.subject) == (
        "broken",
        "staff:7",
        "Jo",
        None,
    )
    assert (opened.kind, opened.change_on_hand, opened.location_name) == (EntryKind.OPENED, 5, "Main")
    assert [inventory.entry_actor(each) for each in (reserved, adjusted)] == ["Podium", "Jo"]
    assert len({inventory.entry_sentence(replace(opened, kind=kind)) for kind in EntryKind}) == len(EntryKind)


def _many_entries(product: Product, count: int) -> None:
    """Write entries of a product without the services."""
    [known] = StockEntry.objects.filter(item__variant_id=product.variant_id)
    StockEntry.objects.bulk_create(
        (
            StockEntry(
                item_id=known.item_id,
                location_id=known.location_id,
                kind="adjusted",
                on_hand=number,
                reserved=0,
                incoming=0,
                actor_kind="staff",
                actor_id="7",
            )
            for number in range(count)
        ),
        batch_size=1000,
    )


@pytest.mark.parametrize("many", [10, 10_000])
def test_a_long_ledger_is_read_page_by_page_at_three_queries_each(
    lamp: Product, many: int, django_assert_num_queries
) -> None:
    _many_entries(lamp, many)
    seen: list[int] = []
    before = None
    for _page in range(3):
        with django_assert_num_queries(3, using="pod_1"):
            page = inventory.entries_of(lamp.variant_id, before=before, size=4)
        seen += [entry.on_hand for entry in page.entries]
        before = page.older
    assert seen[:10] == list(range(many - 1, many - 11, -1))
    assert (before is None) == (many == 10), "ten and the first one are three pages of four"
    assert len(inventory.entries_of(lamp.variant_id, size=10**9).entries) == min(many + 1, 250)


def test_a_page_of_a_rarely_sold_product_is_found_by_its_item(lamp: Product) -> None:
    _many_entries(lamp, 100)
    _many_entries(selling.put_on_sale("Best seller", on_hand=1), 10_000)
    item_id = StockItem.objects.get(variant_id=lamp.variant_id).pk
    for before in (None, 2**53):
        plan = rows_of(item_id, before=before)[:50].explain(format="JSON")
        assert 'key\\": \\"stock_entry_of_item' in plan
        assert "filesort" not in plan


def test_the_stock_is_listed_newest_first_with_its_levels(lamp: Product) -> None:
    annex = another_location()
    stools = [selling.put_on_sale(f"Stool {number}", on_hand=number) for number in range(4)]
    put_at(lamp, annex, 2)
    with acting_as(selling.STAFF):
        inventory.expect_stock(stools[1].variant_id, quantity=9)
    inventory.reserve_stock(checkout(), {stools[3].variant_id: 3})
    first = inventory.stock_page(size=3)
    assert [row.variant_id for row in first.rows] == [each.variant_id for each in stools[:0:-1]]
    rest = inventory.stock_page(size=3, after=first.after)
    assert ([row.variant_id for row in rest.rows], rest.after) == ([stools[0].variant_id, lamp.variant_id], None)
    back = inventory.stock_page(size=3, before=rest.before)
    assert ([row.variant_id for row in back.rows], back.before) == ([each.variant_id for each in stools[:0:-1]], None)
    assert (first.before, back.after) == (None, first.after)
    assert (rest.rows[1].stock.on_hand, [level.on_hand for level in rest.rows[1].levels]) == (7, [5, 2])

    def shown(show: StockFilter = StockFilter.ALL, location_id: int | None = None) -> list[int]:
        return [row.variant_id for row in inventory.stock_page(StockWanted(show, location_id)).rows]

    assert shown(StockFilter.SHORT) == [stools[3].variant_id, stools[0].variant_id]
    assert inventory.short_count() == 2
    assert shown(StockFilter.INCOMING) == [stools[1].variant_id]
    assert shown(location_id=annex) == [lamp.variant_id]
    found = [row.variant_id for row in inventory.stock_page(StockWanted(search="stool 2")).rows]
    assert found == [stools[2].variant_id]
    assert inventory.stock_page(StockWanted(search="stool %")).rows == ()
    StockItem.objects.filter(variant_id=lamp.variant_id).update(is_tracked=False)
    assert shown(location_id=annex) == []
    assert shown(StockFilter.UNCOUNTED) == [lamp.variant_id]


@pytest.mark.parametrize("many", [10, 60])
def test_a_page_of_the_stock_costs_three_queries(shop: Shop, many: int, django_assert_num_queries) -> None:
    selling.furnish()
    for number in range(many):
        selling.put_on_sale(f"Lamp {number}", on_hand=number % 3)
    for show in StockFilter:
        found_nothing = show in {StockFilter.INCOMING, StockFilter.UNCOUNTED}
        with django_assert_num_queries(1 if found_nothing else 3, using="pod_1"):
            inventory.stock_page(StockWanted(show), size=5)
    with django_assert_num_queries(1, using="pod_1"):
        inventory.short_count()
