"""Lists of products: what buyers browse and search, and what staff look through."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from shop.catalog.marks import Order, Paged
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import ProductTag, Variant
from shop.catalog.rules import search_words
from shop.catalog.selectors.products import complete, products_of
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.types import ProductCounts, ProductFilter, ProductSort, ProductsPage, ProductState

BUYERS_PAGE, STAFF_PAGE, LARGEST_PAGE = 24, 50, 250

_ORDERS = {
    ProductSort.NEWEST: Order("pk", is_descending=True),
    ProductSort.TITLE: Order("title"),
    ProductSort.PRICE_UP: Order("lowest_price_minor"),
    ProductSort.PRICE_DOWN: Order("lowest_price_minor", is_descending=True),
}


def products_for_sale(
    *,
    collection_id: int | None = None,
    sort: ProductSort = ProductSort.NEWEST,
    after: str = "",
    size: int = BUYERS_PAGE,
) -> ProductsPage:
    """Return a page of what buyers see, of the whole shop or of a collection. Six queries."""
    rows = complete().filter(state=ProductState.ACTIVE, is_published=True)
    return _page(rows, ProductFilter(collection_id=collection_id), sort=sort, after=after, size=size)


def search_products(words: str, *, after: str = "", size: int = BUYERS_PAGE) -> ProductsPage:
    """Return a page of what buyers find, newest first; nothing without a word. Six queries.

    Titles, vendors, types, tags and SKUs that contain every word. No index helps a word's middle: the shop's products
    are read until the page is full; to find nothing among 10,000 took 80 ms.
    """
    if not search_words(words):
        return ProductsPage((), "")
    rows = complete().filter(state=ProductState.ACTIVE, is_published=True)
    return _page(rows, ProductFilter(search=words), sort=ProductSort.NEWEST, after=after, size=size)


def products_page(
    wanted: ProductFilter | None = None,
    *,
    sort: ProductSort = ProductSort.TITLE,
    after: str = "",
    before: str = "",
    size: int = STAFF_PAGE,
) -> ProductsPage:
    """Return a page of all products, drafts too, for staff: behind a mark, or before one. Six queries."""
    wanted = wanted or ProductFilter()
    rows, order = _sorted(complete(), wanted, sort)
    currency = shop_settings().currency
    found = order.page(_wanted(rows, wanted), after=after, before=before, size=max(1, min(size, LARGEST_PAGE)))
    return _shown(found, currency)


def product_counts() -> ProductCounts:
    """Return how many products there are by state. One query."""
    found = dict(ProductRow.objects.values_list("state").annotate(Count("pk")).order_by())
    return ProductCounts(**{state.value: found.get(state.value, 0) for state in ProductState})


def _page(
    rows: QuerySet[ProductRow], wanted: ProductFilter, *, sort: ProductSort, after: str, size: int
) -> ProductsPage:
    rows, order = _sorted(rows, wanted, sort)
    currency = shop_settings().currency
    found = order.page(_wanted(rows, wanted), after=after, size=max(1, min(size, LARGEST_PAGE)))
    return _shown(found, currency)


def _shown(found: Paged[ProductRow], currency: str) -> ProductsPage:
    return ProductsPage(tuple(products_of(found.rows, currency)), found.after, found.before)


def _sorted(rows: QuerySet[ProductRow], wanted: ProductFilter, sort: ProductSort) -> tuple[QuerySet[ProductRow], Order]:
    """Return the rows of a collection, if one is wanted, and the order in which they are listed."""
    order = _ORDERS.get(sort, _ORDERS[ProductSort.NEWEST])
    if wanted.collection_id is not None:
        rows = rows.filter(collection_places__collection_id=wanted.collection_id)
        if sort is ProductSort.MANUAL:
            rows, order = rows.annotate(place=F("collection_places__position")), Order("place")
    return rows, order


def _wanted(rows: QuerySet[ProductRow], wanted: ProductFilter) -> QuerySet[ProductRow]:
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.tag:
        tagged = ProductTag.objects.filter(product_id=OuterRef("pk"), folded=wanted.tag.strip().casefold())
        rows = rows.filter(Exists(tagged))
    for word in search_words(wanted.search):
        tags = ProductTag.objects.filter(product_id=OuterRef("pk"), folded__contains=word.casefold())
        skus = Variant.objects.filter(product_id=OuterRef("pk"), is_retired=False, sku__icontains=word)
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(vendor__icontains=word)
            | Q(product_type__icontains=word)
            | Exists(tags)
            | Exists(skus)
        )
    return rows
