from dataclasses import replace
from itertools import pairwise

import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import ProductTag, Variant
from shop.catalog.types import ProductFields, ProductFilter, ProductSort, ProductState
from shop.inventory.api import open_stock
from tests.shop import selling


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    selling.furnish()
    return shop


def _fill(count: int) -> None:
    """Make many products at once, without the services."""
    rows = ProductRow.objects.bulk_create(
        ProductRow(
            handle=f"p-{number}", title=f"Thing {number % 7}", state=ProductState.ACTIVE, lowest_price_minor=number % 5
        )
        for number in range(count)
    )
    variants = Variant.objects.bulk_create(
        Variant(product_id=row.pk, price_minor=row.lowest_price_minor, sku=f"SKU-{row.handle}") for row in rows
    )
    open_stock(dict.fromkeys((variant.pk for variant in variants), 1))
    ProductTag.objects.bulk_create(
        ProductTag(product_id=row.pk, position=1, tag="Wool", folded="wool") for row in rows[: count // 2]
    )


@pytest.mark.parametrize("sort", ProductSort)
def test_pages_follow_one_another_without_gap_or_repeat(furnished: Shop, sort: ProductSort) -> None:
    _fill(23)
    seen: list[int] = []
    after = ""
    for _ in range(6):
        page = catalog.products_for_sale(sort=sort, after=after, size=5)
        seen += [each.id for each in page.products]
        after = page.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 23
    rows = {row.pk: row for row in ProductRow.objects.all()}
    keys = {
        ProductSort.TITLE: lambda pk: (rows[pk].title, pk),
        ProductSort.PRICE_UP: lambda pk: (rows[pk].lowest_price_minor, pk),
        ProductSort.PRICE_DOWN: lambda pk: (-rows[pk].lowest_price_minor, -pk),
    }
    assert seen == sorted(seen, key=keys.get(sort, lambda pk: -pk))


def test_what_comes_meanwhile_shifts_no_page(furnished: Shop) -> None:
    _fill(6)
    first = catalog.products_for_sale(size=3)
    newest = selling.put_on_sale("New")
    second = catalog.products_for_sale(size=3, after=first.after)
    ids = [each.id for each in (*first.products, *second.products)]
    assert len(set(ids)) == 6
    assert newest.id not in ids


@pytest.mark.parametrize("mark", ["x", "!", "bnVsbA", "WzFd", "WyJhIiwgImIiXQ", "ä", "W1tdLCAxXQ", "A" * 5000])
def test_a_mark_that_nobody_made_begins_the_list_again(furnished: Shop, mark: str) -> None:
    _fill(2)
    for sort in (ProductSort.NEWEST, ProductSort.TITLE):
        assert len(catalog.products_for_sale(sort=sort, after=mark).products) == 2


@pytest.mark.parametrize("sort", [ProductSort.TITLE, ProductSort.NEWEST, ProductSort.PRICE_DOWN])
def test_staff_page_forth_and_back(furnished: Shop, sort: ProductSort) -> None:
    _fill(5)
    pages = [catalog.products_page(sort=sort, size=2)]
    while pages[-1].after:
        pages.append(catalog.products_page(sort=sort, size=2, after=pages[-1].after))
    assert [len(each.products) for each in pages] == [2, 2, 1]
    assert pages[0].before == ""
    for one, next_one in pairwise(pages):
        back = catalog.products_page(sort=sort, size=2, before=next_one.before)
        assert (back.products, back.before, bool(back.after)) == (one.products, one.before, True)
    assert catalog.products_page(sort=sort, size=2, before="nonsense").products == pages[0].products


@pytest.mark.parametrize("many", [10, 10_000])
def test_lists_ask_as_much_of_ten_products_as_of_ten_thousand(
    furnished: Shop, many: int, django_assert_num_queries
) -> None:
    _fill(many)
    page = catalog.products_for_sale(size=5)
    for read in (  # settings; products; their variants, tags, pictures, stock
        lambda: catalog.products_for_sale(size=5, after=page.after),
        lambda: catalog.products_page(size=5),
        lambda: catalog.products_page(ProductFilter(search="thing", state=ProductState.ACTIVE), size=5),
        lambda: catalog.search_products("thing", size=5),
        lambda: catalog.search_products("wool", size=5),
    ):
        with django_assert_num_queries(6, using="pod_1"):
            read()
    with django_assert_num_queries(1, using="pod_1"):
        assert catalog.product_counts().all == many


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("shirt", ["Wool shirt", "Linen shirt"]),
        ("WOOL shirt", ["Wool shirt"]),
        ("tern", ["Linen shirt"]),
        ("clothes", ["Wool shirt"]),
        ("soft", ["Wool shirt"]),
        ("w-1", ["Wool shirt"]),
        ("100%", ["100% hat"]),
        ("_", ["Under_score"]),
        ("\\", []),
        ("' OR 1=1 --", []),
        ("draft", []),
        ("   ", []),
        ("", []),
    ],
)
def test_every_word_is_found_somewhere(furnished: Shop, words: str, found: list[str]) -> None:
    selling.put_on_sale("Under_score")
    selling.put_on_sale("100% hat")
    selling.put_on_sale("Linen shirt", vendor="Tern")
    selling.put_on_sale("Wool shirt", product_type="Clothes", tags=("Soft",), sku="W-1")
    selling.put_on_sale("Draft shirt", state=ProductState.DRAFT)
    assert [each.title for each in catalog.search_products(words).products] == found


def test_a_search_reads_a_few_words_only(furnished: Shop) -> None:
    selling.put_on_sale("a b c d e f")
    assert len(catalog.search_products("a b c d e f nothing").products) == 1
    assert catalog.search_products("x" * 10_000).products == ()


def test_staff_filter_by_state_tag_and_words(furnished: Shop) -> None:
    lamp = selling.put_on_sale("Lamp", tags=("Brass", "old"))
    selling.put_on_sale("Draft lamp", state=ProductState.DRAFT, tags=("brass",))
    gone = selling.put_on_sale("Old lamp")
    with acting_as(selling.STAFF):
        catalog.set_product_state(gone.id, ProductState.ARCHIVED, version=1)

    def titles(wanted: ProductFilter) -> list[str]:
        return [each.title for each in catalog.products_page(wanted).products]

    assert titles(ProductFilter()) == ["Draft lamp", "Lamp", "Old lamp"]
    assert titles(ProductFilter(state=ProductState.ARCHIVED)) == ["Old lamp"]
    assert titles(ProductFilter(tag="BRASS ")) == ["Draft lamp", "Lamp"]
    assert titles(ProductFilter(search="old", state=ProductState.ACTIVE)) == ["Lamp"]
    counts = catalog.product_counts()
    assert (counts.active, counts.draft, counts.archived, counts.all) == (1, 1, 1, 3)
    assert catalog.products_page(ProductFilter(state=ProductState.ACTIVE)).products == (lamp,)


def test_the_lowest_price_follows_the_variants(furnished: Shop) -> None:
    cheap, dear = selling.put_on_sale("Cheap", price_minor=1), selling.put_on_sale("Dear", price_minor=5)
    fields = ProductFields.of(cheap)
    with acting_as(selling.STAFF):
        variants = (replace(fields.variants[0], price_minor=9),)
        catalog.edit_product(cheap.id, replace(fields, variants=variants), version=1)
    listed = catalog.products_for_sale(sort=ProductSort.PRICE_UP).products
    assert [each.id for each in listed] == [dear.id, cheap.id]


def test_another_shops_products_are_in_no_list(furnished: Shop, other_shop: Shop, inside) -> None:
    selling.put_on_sale("Lamp")
    with inside(other_shop):
        selling.furnish()
        assert catalog.products_for_sale().products == ()
        assert catalog.search_products("lamp").products == ()
        assert catalog.products_page().products == ()
