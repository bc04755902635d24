"""What a file says of the stock, for many variants at once."""

from collections.abc import Mapping

from pods.routing.service import service
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockItem, StockLevel
from shop.inventory.selectors.stock import available_of
from shop.inventory.services.levels import Cause, Change, change_levels
from shop.inventory.services.locations import first_location
from shop.inventory.types import EntryKind


@service
def import_stock(on_hand: Mapping[int, int]) -> set[int]:
    """Make so many of each variant be on hand over all locations; return those that were changed.

    The first location takes the difference. Variants that are not tracked, or unknown, stay as they are. Joins the
    caller's service. One query when nothing differs, ten when something does, however many.
    """
    present = available_of(on_hand)
    differing = {
        variant_id
        for variant_id, wanted in on_hand.items()
        if variant_id in present and present[variant_id].is_tracked and present[variant_id].on_hand != wanted
    }
    if not differing:
        return set()
    locked = lock_levels(_first_levels(differing))
    items = dict(StockItem.objects.filter(variant_id__in=differing).values_list("pk", "variant_id"))
    now = available_of(differing)
    changes = []
    for level in locked.values():
        variant_id = items[level.item_id]
        change = on_hand[variant_id] - now[variant_id].on_hand
        if change:
            changes.append(Change(level.pk, on_hand=change))
    change_levels(locked, changes, Cause(EntryKind.IMPORTED))
    return {items[locked[each.level_id].item_id] for each in changes}


def _first_levels(variant_ids: set[int]) -> list[int]:
    """Return the levels of these variants at the first location; missing ones are made."""
    location_id = first_location()
    items = list(StockItem.objects.filter(variant_id__in=variant_ids).values_list("pk", flat=True))
    levels = StockLevel.objects.filter(item_id__in=items, location_id=location_id)
    missing = set(items) - set(levels.values_list("item_id", flat=True))
    if missing:  # two at once meet at the unique key
        StockLevel.objects.bulk_create(
            [StockLevel(item_id=each, location_id=location_id) for each in sorted(missing)], ignore_conflicts=True
        )
    return list(levels.values_list("pk", flat=True))
