"""Writes levels and their ledger: no level changes anywhere else.

Whoever calls this holds the levels locked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pods.outbox.api import Subject
from pods.routing.actor import current_actor
from shop.inventory.models import StockEntry, StockLevel
from shop.inventory.types import EntryKind

FIGURES = ("on_hand", "reserved", "incoming")


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to one level's figures."""

    level_id: int
    on_hand: int = 0
    reserved: int = 0
    incoming: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why levels change: for the ledger. `key` is a form's, `reason` what a person wrote."""

    kind: EntryKind
    subject: Subject | None = None
    reason: str = ""
    key: str = ""


def change_levels(locked: Mapping[int, StockLevel], changes: Collection[Change], cause: Cause) -> list[StockEntry]:
    """Change locked levels and write an entry for each change. Two queries, however many; none for no change."""
    if not changes:
        return []
    for change in changes:
        level = locked[change.level_id]
        level.on_hand += change.on_hand
        level.reserved += change.reserved
        level.incoming += change.incoming
    _save({change.level_id: locked[change.level_id] for change in changes}, _changed(changes))
    return StockEntry.objects.bulk_create(entry_of(locked[change.level_id], change, cause) for change in changes)


def make_level(item_id: int, location_id: int) -> int:
    """Return the level of an item at a location, made now if there is none. One query, three for a new one."""
    keys = StockLevel.objects.filter(item_id=item_id, location_id=location_id).values_list("pk", flat=True)
    found = keys.first()
    if found is None:
        # Two at once meet at the unique key.
        StockLevel.objects.bulk_create([StockLevel(item_id=item_id, location_id=location_id)], ignore_conflicts=True)
        found = keys.get()
    return found


def _changed(changes: Iterable[Change]) -> list[str]:
    return [name for name in FIGURES if any(getattr(change, name) for change in changes)]


def _save(levels: Mapping[int, StockLevel], names: list[str]) -> None:
    """Write the changed figures: one statement, none when nothing changed."""
    if len(levels) == 1 and names:
        ((level_id, level),) = levels.items()
        StockLevel.objects.filter(pk=level_id).update(**{name: getattr(level, name) for name in names})
    elif names:
        StockLevel.objects.bulk_update(levels.values(), names)


def entry_of(level: StockLevel, change: Change, cause: Cause) -> StockEntry:
    """Return the entry of a change that has been made to a level."""
    actor = current_actor()
    return StockEntry(
        item_id=level.item_id,
        location_id=level.location_id,
        kind=cause.kind,
        reason=cause.reason,
        change_on_hand=change.on_hand,
        change_reserved=change.reserved,
        change_incoming=change.incoming,
        on_hand=level.on_hand,
        reserved=level.reserved,
        incoming=level.incoming,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        subject_kind=cause.subject.kind if cause.subject else "",
        subject_id=cause.subject.id if cause.subject else None,
        key=cause.key or None,
    )
