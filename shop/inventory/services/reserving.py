"""What is kept for a holder: for a checkout while it is paid, and for its order until it is sent.

A hot product is one row that all its buyers lock. So the lock is taken as late as it can be, a wish that the committed
figures cannot meet is refused without it, and from the lock to the end there are four statements, whatever the wish.
"""

from collections.abc import Iterable, Mapping

from django.db import IntegrityError

from pods.outbox.api import Subject
from pods.routing.service import service
from shop.inventory.errors import AlreadyReserved, StockShort
from shop.inventory.locks import lock_levels
from shop.inventory.models import Reservation
from shop.inventory.rules import Picks, allocate, used_up
from shop.inventory.selectors.reservations import levels_held, reservations_of
from shop.inventory.selectors.stock import Item, items_of
from shop.inventory.services.levels import Cause, Change, change_levels, make_level
from shop.inventory.services.locations import first_location
from shop.inventory.types import EntryKind


@service(savepoint=False)
def reserve_stock(holder: Subject, wanted: Mapping[int, int]) -> None:
    """Keep what a holder wants, variant id to quantity: all or nothing. Joins the caller's service; call it late.

    What is not tracked needs no keeping. Raises StockShort, StockUnknown, AlreadyReserved. Five queries, and one for a
    wish that cannot be met or is not tracked.
    """
    items = {variant_id: item for variant_id, item in items_of(wanted).items() if item.is_tracked}
    if not items:
        return
    _refuse_short(wanted, items)
    items = _with_levels(items)
    locked = lock_levels([level_id for item in items.values() for level_id in item.levels])
    tracked = {variant_id: wanted[variant_id] for variant_id in items}
    picks = allocate(tracked, {variant_id: item.stocked(locked) for variant_id, item in items.items()})
    merged: Picks = {level_id: quantity for each in picks.values() for level_id, quantity in each.items()}
    changes = [Change(level_id, reserved=quantity) for level_id, quantity in merged.items()]
    change_levels(locked, changes, Cause(EntryKind.RESERVED, holder))
    _note(holder, merged)


def _refuse_short(wanted: Mapping[int, int], items: Mapping[int, Item]) -> None:
    """Refuse, by figures that somebody committed, what would only queue up for the lock to be refused there."""
    for variant_id, item in items.items():
        if not item.may_oversell and wanted[variant_id] > item.available:
            raise StockShort(variant_id, left=max(0, item.available))


def _with_levels(items: Mapping[int, Item]) -> dict[int, Item]:
    """Give an item that may be oversold, and lies nowhere yet, a level to reserve at."""
    if all(item.levels for item in items.values()):
        return dict(items)
    for item in items.values():
        if not item.levels:
            make_level(item.id, first_location())
    return items_of(items)


def _note(holder: Subject, picks: Picks) -> None:
    try:
        Reservation.objects.bulk_create(
            Reservation(level_id=level_id, holder_kind=holder.kind, holder_id=holder.id, quantity=quantity)
            for level_id, quantity in picks.items()
        )
    except IntegrityError as error:  # the holder's key is the only one that can be taken
        raise AlreadyReserved from error


@service
def release_stock(holder: Subject, quantities: Mapping[int, int] | None = None) -> None:
    """Give back what is kept for a holder: all of it, or so many of each variant. Joins the caller's service.

    At most what is still kept: run again it changes nothing. Six queries, one when nothing is kept.
    """
    level_ids = levels_held(holder)
    if not level_ids:
        return
    locked = lock_levels(level_ids)
    held = reservations_of(holder)
    used: Picks = {}
    if quantities is None:
        used = {row.pk: row.quantity for row in held}
    else:
        for variant_id, quantity in quantities.items():
            own = [(row.pk, row.quantity) for row in held if row.level.item.variant_id == variant_id]
            used |= used_up(quantity, own)
    changes = [Change(row.level_id, reserved=-used[row.pk]) for row in held if row.pk in used]
    change_levels(locked, changes, Cause(EntryKind.RELEASED, holder))
    use_up(held, used)


def keep_more(holder: Subject, picks: Picks) -> None:
    """Add to what is kept for a holder at locked levels. Three queries at most."""
    rows = Reservation.objects.filter(holder_kind=holder.kind, holder_id=holder.id, level_id__in=picks)
    more = {row.level_id: row for row in rows}
    for level_id, row in more.items():
        row.quantity += picks[level_id]
    if more:
        Reservation.objects.bulk_update(more.values(), ["quantity"])
    _note(holder, {level_id: quantity for level_id, quantity in picks.items() if level_id not in more})


def use_up(held: Iterable[Reservation], used: Picks) -> None:
    """Take quantities out of reservations whose levels are locked. Two queries at most."""
    gone: list[Reservation] = []
    less: list[Reservation] = []
    for row in held:
        if row.pk in used:
            row.quantity -= used[row.pk]
            (less if row.quantity else gone).append(row)
    if gone:
        Reservation.objects.filter(pk__in=[row.pk for row in gone]).delete()
    if less:
        Reservation.objects.bulk_update(less, ["quantity"])
