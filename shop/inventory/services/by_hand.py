"""What all changes by hand have in common: one level, locked; once for a form's key; a location in use; told to all."""

from collections.abc import Callable

from django.utils.translation import gettext

from pods.outbox.api import Subject, audit, publish
from shop.inventory.errors import FieldsWrong, KeyReused, OnHandChanged, StockUnknown
from shop.inventory.events import KEPT_S, STOCK_ADJUSTED
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockEntry, StockItem, StockLevel
from shop.inventory.rules import LONGEST_KEY, LONGEST_REASON, MOST_ON_HAND
from shop.inventory.selectors.locations import require_in_use
from shop.inventory.services.levels import FIGURES, Cause, Change, change_levels, make_level
from shop.inventory.services.locations import first_location
from shop.inventory.types import At

FIRST = At()
"""The first location, whatever is there."""


def change_by_hand(
    variant_id: int, location_id: int | None, cause: Cause, decide: Callable[[StockLevel], Change]
) -> StockEntry:
    """Change a variant's level at a location, or at the first one, as `decide` says; return the entry of it.

    A key that is known gives its first entry, and nothing is changed or decided. Raises StockUnknown, LocationError,
    KeyReused, FieldsWrong and what `decide` raises.
    """
    item_id = item_for(variant_id, cause)
    level_id = make_level(item_id, place_of(location_id))
    locked = lock_levels([level_id])
    known = first_entry(cause, [(item_id, locked[level_id].location_id)])
    return known or write_by_hand(variant_id, locked, [decide(locked[level_id])], cause)[0]


def write_by_hand(
    variant_id: int, locked: dict[int, StockLevel], changes: list[Change], cause: Cause
) -> list[StockEntry]:
    """Write changes of a variant's locked levels, tell of each and audit them."""
    before = {level_id: _figures(level) for level_id, level in locked.items()}
    for change in changes:
        level = locked[change.level_id]
        if max(level.on_hand + change.on_hand, level.incoming + change.incoming) > MOST_ON_HAND:
            raise FieldsWrong({_field_of(cause): gettext("Write a number between 0 and 1,000,000.")})
    entries = change_levels(locked, changes, cause)
    for change in changes:
        level = locked[change.level_id]
        require_in_use(level.location_id)
        told = {
            "variant_id": variant_id,
            "location_id": level.location_id,
            "kind": cause.kind,
            "change": change.on_hand,
            "on_hand": level.on_hand,
            "incoming": level.incoming,
        }
        publish(STOCK_ADJUSTED, Subject("stock_level", level.pk), told, keep_s=KEPT_S)
        after = {**_figures(level), "reason": cause.reason}
        audit(f"stock.{cause.kind}", Subject("variant", variant_id), before[level.pk], after)
    return entries


def compare_on_hand(level: StockLevel, expected: int | None) -> None:
    """Raise OnHandChanged when a locked level does not hold what a page said; None says nothing."""
    if expected is not None and level.on_hand != expected:
        raise OnHandChanged(now=level.on_hand)


def item_for(variant_id: int, cause: Cause) -> int:
    """Return the id of a variant's item. One query. Raises StockUnknown, FieldsWrong where words are too long."""
    if len(cause.reason) > LONGEST_REASON or len(cause.key) > LONGEST_KEY:
        raise FieldsWrong({"reason": gettext("This is too long.")})
    item_id = StockItem.objects.filter(variant_id=variant_id).values_list("pk", flat=True).first()
    if item_id is None:
        raise StockUnknown
    return item_id


def place_of(location_id: int | None) -> int:
    """Return the location, which must be in use, or the first one. One query."""
    if location_id is None:
        return first_location()
    require_in_use(location_id)
    return location_id


def first_entry(cause: Cause, places: list[tuple[int, int]]) -> StockEntry | None:
    """Return what a form's key did before at these places (item, location), None when it is new.

    The places' levels must be locked. One query, none without a key. Raises KeyReused when it did something else.
    """
    if not cause.key:
        return None
    known = list(StockEntry.objects.filter(key=cause.key).order_by("pk"))
    if not known:
        return None
    if [(each.item_id, each.location_id) for each in known] != places or known[0].kind != cause.kind:
        raise KeyReused
    return known[0]


def _figures(level: StockLevel) -> dict[str, int]:
    return {"location_id": level.location_id, **{name: getattr(level, name) for name in FIGURES}}


def _field_of(cause: Cause) -> str:
    return {"adjusted": "change", "counted": "on_hand"}.get(cause.kind, "quantity")
