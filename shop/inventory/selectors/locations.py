"""Reads of locations."""

from collections.abc import Mapping

from shop.inventory.errors import LocationInactive, LocationUnknown
from shop.inventory.models import Location as LocationRow
from shop.inventory.types import Location


def locations() -> list[Location]:
    """Return the shop's locations, first one first. One query."""
    return [_location(row) for row in LocationRow.objects.order_by("position", "pk")]


def location_by_id(location_id: int) -> Location:
    """Return a location. One query. Raises LocationUnknown."""
    return _location(require_known(location_id))


def require_known(location_id: int, *, among: Mapping[int, LocationRow] | None = None) -> LocationRow:
    """Return a location's row, of those that were read or else by a query. Raises LocationUnknown."""
    row = LocationRow.objects.filter(pk=location_id).first() if among is None else among.get(location_id)
    if row is None:
        raise LocationUnknown
    return row


def first_location_id() -> int | None:
    """Return the location in use that gives first, None in a shop that has none yet. One query."""
    return LocationRow.objects.filter(is_active=True).order_by("position", "pk").values_list("pk", flat=True).first()


def require_in_use(location_id: int) -> None:
    """Raise LocationInactive or LocationUnknown. One query.

    After an entry was written for the location the answer stays true until the commit: see locks.py.
    """
    is_active = LocationRow.objects.filter(pk=location_id).values_list("is_active", flat=True).first()
    if is_active is None:
        raise LocationUnknown
    if not is_active:
        raise LocationInactive


def _location(row: LocationRow) -> Location:
    return Location(
        id=row.pk,
        name=row.name,
        country=row.country,
        is_active=row.is_active,
        position=row.position,
        version=row.version,
    )
