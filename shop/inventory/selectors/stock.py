"""How many there are: for buyers over all locations, for staff at each of them, for a reservation as shelves."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pods.isolation.prepared import Prepared, Slot
from shop.inventory.errors import StockUnknown
from shop.inventory.models import StockItem, StockLevel
from shop.inventory.rules import Shelf, Stocked
from shop.inventory.types import Availability, Level

_FIGURES = ("on_hand", "reserved", "incoming")
IN_USE = (
    "variant_id",
    "is_tracked",
    "may_oversell",
    *(f"levels__{name}" for name in _FIGURES),
    "levels__location__is_active",
)
"""What summed() reads of each item and level."""

_in_use: Prepared[tuple[Any, ...]] = Prepared(
    lambda: StockItem.objects.filter(variant_id__in=Slot("variants")).values_list(*IN_USE)
)
_items: Prepared[tuple[Any, ...]] = Prepared(
    lambda: StockItem.objects.filter(variant_id__in=Slot("variants")).values_list(
        "variant_id",
        "pk",
        "is_tracked",
        "may_oversell",
        "levels__pk",
        "levels__location_id",
        "levels__location__position",
        "levels__location__is_active",
        "levels__on_hand",
        "levels__reserved",
    )
)


def available_of(variant_ids: Collection[int]) -> dict[int, Availability]:
    """Return how many of each variant can be sold; unknown ids are left out. One query, none without ids."""
    if not variant_ids:
        return {}
    return summed(_in_use.rows(variants=set(variant_ids)))


def summed(rows: Iterable[tuple[Any, ...]]) -> dict[int, Availability]:
    """Add up levels at locations in use, from rows of IN_USE: one for each level, or one without."""
    sums: dict[int, list[int]] = {}
    flags: dict[int, tuple[bool, bool]] = {}
    for variant_id, is_tracked, may_oversell, on_hand, reserved, incoming, is_active in rows:
        flags[variant_id] = (is_tracked, may_oversell)
        own = sums.setdefault(variant_id, [0, 0, 0])
        if is_active:
            own[0] += on_hand
            own[1] += reserved
            own[2] += incoming
    return {variant_id: Availability(own[0], own[1], own[2], *flags[variant_id]) for variant_id, own in sums.items()}


def levels_of(variant_ids: Collection[int]) -> dict[int, tuple[Level, ...]]:
    """Return each variant's levels, first location first, also those at locations out of use. One query."""
    rows = StockLevel.objects.filter(item__variant_id__in=set(variant_ids)).select_related("item", "location")
    found: dict[int, list[Level]] = {variant_id: [] for variant_id in variant_ids}
    for row in rows.order_by("location__position", "location_id"):
        found[row.item.variant_id].append(
            Level(
                variant_id=row.item.variant_id,
                location_id=row.location_id,
                location_name=row.location.name,
                on_hand=row.on_hand,
                reserved=row.reserved,
                incoming=row.incoming,
            )
        )
    return {variant_id: tuple(levels) for variant_id, levels in found.items()}


@dataclass(frozen=True, slots=True)
class Item:
    """A variant's stock item, with the keys of its levels at locations in use: level → (position, location).

    `available` is from the same reading: nothing was locked, so it may be old by the time the levels are.
    """

    id: int
    is_tracked: bool
    may_oversell: bool
    levels: Mapping[int, tuple[int, int]]
    available: int

    def stocked(self, locked: Mapping[int, StockLevel]) -> Stocked:
        """Return the item's shelves as their locked levels say, first location first."""
        shelves = [
            Shelf(level_id, location_id, position, locked[level_id].on_hand - locked[level_id].reserved)
            for level_id, (position, location_id) in self.levels.items()
        ]
        return Stocked(sorted(shelves, key=lambda shelf: (shelf.position, shelf.location_id)), self.may_oversell)


def items_of(variant_ids: Collection[int]) -> dict[int, Item]:
    """Return the items of variants with the keys of their levels in use. One query. Raises StockUnknown."""
    rows = _items.rows(variants=set(variant_ids)) if variant_ids else []
    flags: dict[int, tuple[int, bool, bool]] = {}
    levels: dict[int, dict[int, tuple[int, int]]] = {}
    available: dict[int, int] = {}
    for variant_id, item_id, is_tracked, may_oversell, level_id, location_id, position, is_active, held, kept in rows:
        flags[variant_id] = (item_id, is_tracked, may_oversell)
        own = levels.setdefault(variant_id, {})
        if is_active:
            own[level_id] = (position, location_id)
            available[variant_id] = available.get(variant_id, 0) + held - kept
    if len(flags) != len(set(variant_ids)):
        raise StockUnknown
    return {each: Item(*flags[each], levels[each], available.get(each, 0)) for each in flags}
