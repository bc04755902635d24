"""Reads of where the shop ships."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from pods.isolation.prepared import Prepared, Slot
from shop.pricing.errors import MethodUnknown, ZoneUnknown
from shop.pricing.models import ShippingMethod, ShippingZone
from shop.pricing.types import MethodFields, Place, RateBy, StoredMethod, StoredZone, Tier, ZoneFields

_ZONE = ("pk", "version", "name", "places")
_METHOD = ("pk", "version", "name", "rate_by", "tiers", "up_to_measure", "free_from_minor")


def _joined() -> QuerySet[ShippingZone, tuple[Any, ...]]:
    rows = ShippingZone.objects.order_by("position", "pk", "methods__position", "methods__pk")
    return rows.values_list(*_ZONE, *(f"methods__{name}" for name in _METHOD))


_all: Prepared[tuple[Any, ...]] = Prepared(_joined)
_one: Prepared[tuple[Any, ...]] = Prepared(lambda: _joined().filter(pk=Slot("id")))


def shipping_zones() -> tuple[StoredZone, ...]:
    """Return the shop's zones in their order, each with its methods. One query: zones joined with methods."""
    return _zones(_all.rows())


def zone_by_id(zone_id: int) -> StoredZone:
    """Return a zone with its methods. One query. Raises ZoneUnknown."""
    found = _zones(_one.rows(id=zone_id))
    if not found:
        raise ZoneUnknown
    return found[0]


def method_by_id(method_id: int) -> StoredMethod:
    """Return a shipping method. One query. Raises MethodUnknown."""
    values = ShippingMethod.objects.filter(pk=method_id).values_list(*_METHOD).first()
    if values is None:
        raise MethodUnknown
    return _method(values)


def zone_fields_of(row: ShippingZone) -> ZoneFields:
    """Return a zone as staff filled it in."""
    return _zone_fields(row.name, row.places)


def method_fields_of(row: ShippingMethod) -> MethodFields:
    """Return a method as staff filled it in."""
    return _method_fields(row.name, row.rate_by, row.tiers, row.up_to_measure, row.free_from_minor)


def _zones(rows: Iterable[tuple[Any, ...]]) -> tuple[StoredZone, ...]:
    found = []
    for _zone_id, group in groupby(rows, key=lambda row: row[0]):
        joined = list(group)
        zone_id, version, name, places = joined[0][:4]
        methods = tuple(_method(row[4:]) for row in joined if row[4] is not None)
        found.append(StoredZone(zone_id, version, _zone_fields(name, places), methods))
    return tuple(found)


def _method(values: tuple[Any, ...]) -> StoredMethod:
    method_id, version, *fields = values
    return StoredMethod(method_id, version, _method_fields(*fields))


def _zone_fields(name: str, places: list[dict[str, Any]]) -> ZoneFields:
    return ZoneFields(name, tuple(Place(each["country"], each["region"], tuple(each["postcodes"])) for each in places))


def _method_fields(
    name: str, rate_by: str, tiers: list[list[int]], up_to_measure: int | None, free_from_minor: int | None
) -> MethodFields:
    prices = tuple(Tier(start, price) for start, price in tiers)
    return MethodFields(name, RateBy(rate_by), prices, up_to_measure, free_from_minor)
