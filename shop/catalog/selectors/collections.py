"""Reads of collections. Their products are listed by `products_for_sale` and `products_page`."""

from django.db.models import Count, QuerySet

from shop.catalog.errors import CollectionUnknown
from shop.catalog.marks import Order
from shop.catalog.models import Collection as CollectionRow
from shop.catalog.rules import search_words
from shop.catalog.types import Collection, CollectionsPage

COLLECTIONS_PAGE, LARGEST_PAGE = 50, 250


def collection_by_handle(handle: str) -> Collection:
    """Return a collection that buyers see. One query. Raises CollectionUnknown."""
    return _the_one(_counted().filter(handle=handle, is_published=True))


def collection_by_id(collection_id: int) -> Collection:
    """Return any collection, for staff. One query. Raises CollectionUnknown."""
    return _the_one(_counted().filter(pk=collection_id))


def published_collections(*, after: str = "", size: int = COLLECTIONS_PAGE) -> CollectionsPage:
    """Return a page of the collections that buyers see, by title. One query."""
    return _page(_counted().filter(is_published=True), after=after, size=size)


def collections_page(
    *, search: str = "", after: str = "", before: str = "", size: int = COLLECTIONS_PAGE
) -> CollectionsPage:
    """Return a page of all collections whose titles have every word, by title, for staff. One query."""
    rows = _counted()
    for word in search_words(search):
        rows = rows.filter(title__icontains=word)
    return _page(rows, after=after, before=before, size=size)


def collections_of_product(product_id: int) -> tuple[Collection, ...]:
    """Return the collections that a product is in, by title, for staff. One query."""
    inside = CollectionRow.objects.filter(places__product_id=product_id).values("pk")
    return tuple(_collection(row) for row in _counted().filter(pk__in=inside).order_by("title", "pk"))


def _counted() -> QuerySet[CollectionRow]:
    return CollectionRow.objects.annotate(count=Count("places"))


def _page(rows: QuerySet[CollectionRow], *, after: str, before: str = "", size: int) -> CollectionsPage:
    found = Order("title").page(rows, after=after, before=before, size=max(1, min(size, LARGEST_PAGE)))
    return CollectionsPage(tuple(_collection(row) for row in found.rows), found.after, found.before)


def _the_one(rows: QuerySet[CollectionRow]) -> Collection:
    row = rows.first()
    if row is None:
        raise CollectionUnknown
    return _collection(row)


def _collection(row: CollectionRow) -> Collection:
    return Collection(
        id=row.pk,
        handle=row.handle,
        title=row.title,
        description=row.description,
        is_published=row.is_published,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        version=row.version,
        count=row.count,  # type: ignore[attr-defined]
    )
