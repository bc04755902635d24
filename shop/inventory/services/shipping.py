"""Goods that leave, come back by mistake or come back from a buyer. Orders' services join these and make them once."""

from collections.abc import Mapping

from pods.outbox.api import Subject
from pods.routing.service import service
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockLevel
from shop.inventory.rules import Picks, used_up
from shop.inventory.selectors.ledger import shipped_for
from shop.inventory.selectors.locations import require_in_use
from shop.inventory.selectors.reservations import levels_held, reservations_of
from shop.inventory.selectors.stock import Item, items_of
from shop.inventory.services.levels import Cause, Change, change_levels, make_level
from shop.inventory.services.locations import first_location
from shop.inventory.services.reserving import keep_more, use_up
from shop.inventory.types import EntryKind


@service
def ship_stock(holder: Subject, quantities: Mapping[int, int], *, location_id: int | None = None) -> None:
    """Send what is kept for a holder, variant id to quantity: on hand and reserved both fall.

    Joins the caller's service. Without a location the goods leave from where they are reserved; with one they leave
    from there, whatever was reserved where. What was not reserved (it was not tracked at the sale) leaves without. On
    hand may fall below zero: what was sent was there. Raises StockUnknown, LocationError.
    """
    items = items_of(quantities)
    sent_from = _levels_at(_tracked(items), location_id) if location_id is not None else {}
    locked = lock_levels([*levels_held(holder), *sent_from.values()])
    held = reservations_of(holder)
    leaving: Picks = {}
    used: Picks = {}
    for variant_id, item in items.items():
        own = [row for row in held if row.level.item_id == item.id]
        here = next((row.pk for row in own if row.level_id == sent_from.get(variant_id)), None)
        taken = used_up(quantities[variant_id], [(row.pk, row.quantity) for row in own], first=here)
        used |= taken
        for row in own:
            _add(leaving, sent_from.get(variant_id, row.level_id), taken.get(row.pk, 0))
        rest = quantities[variant_id] - sum(taken.values())
        if rest and item.is_tracked:
            level_id = sent_from.get(variant_id) or make_level(item.id, first_location())
            locked |= lock_levels([level_id]) if level_id not in locked else {}
            _add(leaving, level_id, rest)
    unreserved = {row.level_id: used[row.pk] for row in held if row.pk in used}
    _change(locked, leaving, unreserved, Cause(EntryKind.SHIPPED, holder))
    use_up(held, used)
    if location_id is not None:
        require_in_use(location_id)


@service
def unship_stock(holder: Subject, quantities: Mapping[int, int], *, location_id: int | None = None) -> None:
    """Take back a shipping that did not happen: the goods are on hand and kept for the holder again.

    They lie at the location, or where the ledger says that they left from. Joins the caller's service. Raises
    StockUnknown, LocationError.
    """
    items = _tracked(items_of(quantities))
    if location_id is None:
        back = _where_they_left(holder, items, quantities)
    else:
        back = {each: quantities[variant_id] for variant_id, each in _levels_at(items, location_id).items()}
    locked = lock_levels(back)
    changes = [Change(level_id, on_hand=quantity, reserved=quantity) for level_id, quantity in back.items()]
    change_levels(locked, changes, Cause(EntryKind.UNSHIPPED, holder))
    keep_more(holder, back)
    if location_id is not None:
        require_in_use(location_id)


@service
def return_stock(subject: Subject, quantities: Mapping[int, int], *, location_id: int | None = None) -> None:
    """Put what a buyer gave back on the shelf, to be sold again: at the location, or the first one.

    Joins the caller's service. What is not tracked is not counted. Raises StockUnknown, LocationError.
    """
    levels = _levels_at(_tracked(items_of(quantities)), location_id or first_location())
    changes = [Change(level_id, on_hand=quantities[variant_id]) for variant_id, level_id in levels.items()]
    change_levels(lock_levels(levels.values()), changes, Cause(EntryKind.RETURNED, subject))
    if location_id is not None:
        require_in_use(location_id)


def _where_they_left(holder: Subject, items: Mapping[int, Item], quantities: Mapping[int, int]) -> Picks:
    """Return how many lie at which level again; one that went out of use gives way to the first location.

    Where an item lies at one location only, nothing is looked up. One query else, and three for a level to be made.
    """
    several = any(len(item.levels) > 1 for item in items.values())
    shipped = shipped_for(holder, [item.id for item in items.values()]) if several else {}
    back: Picks = {}
    for variant_id, item in items.items():
        levels = {location_id: level_id for level_id, (_position, location_id) in item.levels.items()}
        left = [(levels[place], n) for place, n in shipped.get(item.id, {}).items() if place in levels and n > 0]
        back |= used_up(quantities[variant_id], left)
        rest = quantities[variant_id] - sum(back.get(each, 0) for each in levels.values())
        if rest:
            only = next(iter(levels.values())) if len(levels) == 1 else make_level(item.id, first_location())
            _add(back, only, rest)
    return back


def _tracked(items: Mapping[int, Item]) -> dict[int, Item]:
    return {variant_id: item for variant_id, item in items.items() if item.is_tracked}


def _levels_at(items: Mapping[int, Item], location_id: int) -> dict[int, int]:
    """Return each variant's level at a location, made when there is none."""
    found: dict[int, int] = {}
    for variant_id, item in items.items():
        there = (level_id for level_id, (_position, each) in item.levels.items() if each == location_id)
        found[variant_id] = next(there, 0) or make_level(item.id, location_id)
    return found


def _change(locked: Mapping[int, StockLevel], leaving: Picks, unreserved: Picks, cause: Cause) -> None:
    changes = [
        Change(level_id, on_hand=-leaving.get(level_id, 0), reserved=-unreserved.get(level_id, 0))
        for level_id in dict.fromkeys([*leaving, *unreserved])
    ]
    change_levels(locked, changes, cause)


def _add(picks: Picks, level_id: int, quantity: int) -> None:
    if quantity:
        picks[level_id] = picks.get(level_id, 0) + quantity
