"""Reads of reservations."""

from pods.outbox.api import Subject
from shop.inventory.models import Reservation


def levels_held(holder: Subject) -> list[int]:
    """Return the keys of the levels at which something is kept for a holder. One query."""
    rows = Reservation.objects.filter(holder_kind=holder.kind, holder_id=holder.id)
    return list(rows.values_list("level_id", flat=True))


def reservations_of(holder: Subject) -> list[Reservation]:
    """Return a holder's reservations with level and item, by location. One query.

    Whoever holds their levels locked reads what nobody else changes.
    """
    rows = Reservation.objects.filter(holder_kind=holder.kind, holder_id=holder.id)
    return list(rows.select_related("level__item").order_by("level__location__position", "level__location_id", "pk"))


def reserved_for(holder: Subject) -> dict[int, dict[int, int]]:
    """Return what is kept for a holder: variant → location → quantity. One query."""
    found: dict[int, dict[int, int]] = {}
    for row in reservations_of(holder):
        found.setdefault(row.level.item.variant_id, {})[row.level.location_id] = row.quantity
    return found
