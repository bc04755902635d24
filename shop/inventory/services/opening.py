"""A variant's first stock, and how it is counted."""

from collections.abc import Collection, Mapping

from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.inventory.errors import StockUnknown
from shop.inventory.events import KEPT_S, TRACKING_CHANGED
from shop.inventory.models import StockEntry, StockItem, StockLevel
from shop.inventory.services.levels import Cause, Change, entry_of
from shop.inventory.services.locations import first_location
from shop.inventory.types import EntryKind
from shop.staff.api import Permission

BATCH = 1000


@service
def open_stock(on_hand: Mapping[int, int], *, is_tracked: bool = True, may_oversell: bool = False) -> None:
    """Begin to count new variants: id to how many are on hand at the first location. Joins the caller's service.

    Six queries for any number up to a thousand; three for variants that are not tracked.
    """
    items = [
        StockItem(variant_id=variant_id, is_tracked=is_tracked, may_oversell=may_oversell) for variant_id in on_hand
    ]
    StockItem.objects.bulk_create(items, batch_size=BATCH)
    if is_tracked and items:
        open_levels({item.pk: on_hand[item.variant_id] for item in items})


def open_levels(on_hand: Mapping[int, int]) -> None:
    """Make the first level of items that have none: item id to how many are on hand at the first location."""
    location_id = first_location()
    levels = [StockLevel(item_id=item_id, location_id=location_id, on_hand=each) for item_id, each in on_hand.items()]
    StockLevel.objects.bulk_create(levels, batch_size=BATCH)
    cause = Cause(EntryKind.OPENED)
    entries = [entry_of(level, Change(level.pk, on_hand=level.on_hand), cause) for level in levels if level.on_hand]
    StockEntry.objects.bulk_create(entries, batch_size=BATCH)


@service(permission=Permission.PRODUCTS_EDIT)
def set_tracking(variant_id: int, *, is_tracked: bool, may_oversell: bool) -> None:
    """Say whether a variant is counted, and whether it may be oversold; needs products.edit. Raises StockUnknown.

    What was counted stays as it is while it is not tracked; what is reserved stays reserved. Run again it changes
    nothing.
    """
    item = StockItem.objects.filter(variant_id=variant_id).first()
    if item is None:
        raise StockUnknown
    before = {"is_tracked": item.is_tracked, "may_oversell": item.may_oversell}
    after = {"is_tracked": is_tracked, "may_oversell": may_oversell}
    if before == after:
        return
    import_tracking([variant_id], **after)
    subject = Subject("stock_item", item.pk)
    publish(TRACKING_CHANGED, subject, {"variant_id": variant_id, **after}, keep_s=KEPT_S)
    audit("stock.tracking_changed", Subject("variant", variant_id), before, after)


@service
def import_tracking(variant_ids: Collection[int], *, is_tracked: bool, may_oversell: bool) -> None:
    """Set for many variants whether they are counted and may be oversold. Joins the caller's service. Two queries.

    A variant that was not tracked until now gets a level with nothing on hand: four queries more.
    """
    StockItem.objects.filter(variant_id__in=set(variant_ids)).update(is_tracked=is_tracked, may_oversell=may_oversell)
    if is_tracked:
        bare = StockItem.objects.filter(variant_id__in=set(variant_ids), levels__isnull=True)
        item_ids = list(bare.values_list("pk", flat=True))
        if item_ids:
            open_levels(dict.fromkeys(item_ids, 0))
