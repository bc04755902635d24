"""The shop's stock, page by page."""

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shop.inventory.models import StockItem, StockLevel
from shop.inventory.selectors.stock import available_of, levels_of
from shop.inventory.types import StockFilter, StockPage, StockRow

LARGEST_PAGE = 250


def short_count() -> int:
    """Return how many tracked variants have nothing left to sell: as many as `stock_page` lists as short. One query."""
    return _shown(_tracked(), StockFilter.SHORT).count()


def stock_page(
    *, show: StockFilter = StockFilter.ALL, location_id: int | None = None, after: int | None = None, size: int = 50
) -> StockPage:
    """Return a page of what is tracked, newest first: figures over all locations and each level. Three queries.

    `location_id`: only what has a level there. `after`: what follows this mark. To find what is short or incoming, the
    shop's levels are read until the page is full.
    """
    size = max(1, min(size, LARGEST_PAGE))
    rows = _tracked().order_by("-pk")
    if location_id is not None:
        rows = rows.filter(levels__location_id=location_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(_shown(rows, show).values_list("pk", "variant_id")[: size + 1])
    variant_ids = [variant_id for _pk, variant_id in found[:size]]
    stock, levels = available_of(variant_ids), levels_of(variant_ids)
    page = tuple(StockRow(each, stock[each], levels[each]) for each in variant_ids)
    return StockPage(page, found[size - 1][0] if len(found) > size else None)


def _tracked() -> QuerySet[StockItem]:
    return StockItem.objects.filter(is_tracked=True, variant__is_retired=False)


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
