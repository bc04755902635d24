"""The shop's stock, page by page."""

from functools import reduce
from operator import or_

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shop.inventory.models import StockItem, StockLevel
from shop.inventory.selectors.stock import available_of, levels_of
from shop.inventory.types import StockFilter, StockPage, StockRow, StockWanted

LARGEST_PAGE = 250
EVERYTHING = StockWanted()
MOST_WORDS = 8
SEARCHED = ("product__title", "sku", "option1", "option2", "option3")
"""Columns of a variant that hold its words: the catalog's, seen through the item's reference."""


def short_count() -> int:
    """Return how many tracked variants have nothing left to sell: as many as `stock_page` lists as short. One query."""
    return _shown(_items(is_tracked=True), StockFilter.SHORT).count()


def stock_page(
    wanted: StockWanted = EVERYTHING, *, after: int | None = None, before: int | None = None, size: int = 50
) -> StockPage:
    """Return a page of the stock, newest first: figures over all locations, and each level. Three queries.

    `after`: what follows this mark; `before`: what stands in front of it. To find what is short or incoming, or has a
    word, the shop's levels are read until the page is full.
    """
    size = max(1, min(size, LARGEST_PAGE))
    items = _items(is_tracked=wanted.show is not StockFilter.UNCOUNTED)
    rows = _shown(_sought(items, wanted), wanted.show).values_list("pk", "variant_id")
    if before is not None:
        found = list(rows.filter(pk__gt=before).order_by("pk")[: size + 1])
        shown, is_more, is_later = found[:size][::-1], True, len(found) > size
    else:
        found = list((rows if after is None else rows.filter(pk__lt=after)).order_by("-pk")[: size + 1])
        shown, is_more, is_later = found[:size], len(found) > size, after is not None
    variant_ids = [variant_id for _pk, variant_id in shown]
    stock, levels = available_of(variant_ids), levels_of(variant_ids)
    return StockPage(
        rows=tuple(StockRow(each, stock[each], levels[each]) for each in variant_ids),
        after=shown[-1][0] if shown and is_more else None,
        before=shown[0][0] if shown and is_later else None,
    )


def _sought(rows: QuerySet[StockItem], wanted: StockWanted) -> QuerySet[StockItem]:
    if wanted.location_id is not None:
        rows = rows.filter(levels__location_id=wanted.location_id)
    for word in wanted.search.split()[:MOST_WORDS]:
        parts = [Q(**{f"variant__{name}__icontains": word}) for name in SEARCHED]
        rows = rows.filter(reduce(or_, parts))
    return rows


def _items(*, is_tracked: bool) -> QuerySet[StockItem]:
    return StockItem.objects.filter(is_tracked=is_tracked, variant__is_retired=False)


def _shown(rows: QuerySet[StockItem], show: StockFilter) -> QuerySet[StockItem]:
    if show is StockFilter.SHORT:
        return rows.annotate(there=_sum("on_hand"), kept=_sum("reserved")).filter(there__lte=F("kept"))
    if show is StockFilter.INCOMING:
        return rows.annotate(coming=_sum("incoming")).filter(coming__gt=0)
    return rows


def _sum(name: str) -> Coalesce:
    """Sum a figure of an item's levels at locations in use; two sums are compared, for what is reserved is unsigned."""
    levels = StockLevel.objects.filter(item_id=OuterRef("pk"), location__is_active=True)
    summed = levels.order_by().values("item_id").annotate(sum=Sum(name)).values("sum")
    return Coalesce(Subquery(summed), 0)
