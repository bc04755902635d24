"""Zones and their methods, as staff set them up. Every change is made under the lock of the zone."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError
from django.db.models import Max

from pods.isolation.versions import StaleVersion, save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.pricing.errors import FieldsWrong, NameTaken
from shop.pricing.events import KEPT_S, SHIPPING_CHANGED
from shop.pricing.locks import lock_method, lock_zone
from shop.pricing.models import ShippingMethod, ShippingZone
from shop.pricing.rules.wrong_fields import Fault, wrong_method, wrong_zone
from shop.pricing.selectors.shipping import method_fields_of, zone_fields_of
from shop.pricing.sentences import fault_sentence
from shop.pricing.types import MethodFields, ZoneFields
from shop.staff.api import Permission


@service(permission=Permission.SETTINGS_EDIT)
def add_zone(fields: ZoneFields) -> int:
    """Add a zone, the last in order; needs settings.edit. Returns its id. Sent twice, the second is NameTaken.

    Raises FieldsWrong.
    """
    columns = zone_columns(fields)
    last = ShippingZone.objects.aggregate(last=Max("position"))["last"] or 0
    try:
        row = ShippingZone.objects.create(position=last + 1, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(row.pk, "shipping.zone_added", {}, columns)
    return row.pk


@service(permission=Permission.SETTINGS_EDIT)
def edit_zone(zone_id: int, fields: ZoneFields, *, version: int) -> int:
    """Rename a zone and say anew what it covers; needs settings.edit. Returns the new version.

    Raises ZoneUnknown, StaleVersion (pods.isolation), FieldsWrong, NameTaken.
    """
    row = lock_zone(zone_id)
    before, columns = asdict(zone_fields_of(row)), zone_columns(fields)
    try:
        save_version(row, version=version, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(zone_id, "shipping.zone_edited", before, columns)
    return row.version


@service(permission=Permission.SETTINGS_EDIT)
def remove_zone(zone_id: int, *, version: int) -> None:
    """Remove a zone with its methods; needs settings.edit. Raises ZoneUnknown, StaleVersion (pods.isolation)."""
    row = lock_zone(zone_id)
    _require(row, version)
    before = asdict(zone_fields_of(row))
    row.delete()
    _tell(zone_id, "shipping.zone_removed", before, {})


@service(permission=Permission.SETTINGS_EDIT)
def add_method(zone_id: int, fields: MethodFields) -> int:
    """Add a method to a zone, the last in order; needs settings.edit. Returns its id.

    Sent twice, the second is NameTaken. Raises ZoneUnknown, FieldsWrong.
    """
    lock_zone(zone_id)
    columns = method_columns(fields)
    last = ShippingMethod.objects.filter(zone_id=zone_id).aggregate(last=Max("position"))["last"] or 0
    try:
        row = ShippingMethod.objects.create(zone_id=zone_id, position=last + 1, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(zone_id, "shipping.method_added", {}, {"method_id": row.pk, **columns})
    return row.pk


@service(permission=Permission.SETTINGS_EDIT)
def edit_method(method_id: int, fields: MethodFields, *, version: int) -> int:
    """Change a method; needs settings.edit. Returns the new version. Buyers who chose it see its new price first.

    Raises MethodUnknown, StaleVersion (pods.isolation), FieldsWrong, NameTaken.
    """
    row = lock_method(method_id)
    before, columns = asdict(method_fields_of(row)), method_columns(fields)
    try:
        save_version(row, version=version, **columns)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(
        row.zone_id, "shipping.method_edited", {"method_id": method_id, **before}, {"method_id": method_id, **columns}
    )
    return row.version


@service(permission=Permission.SETTINGS_EDIT)
def remove_method(method_id: int, *, version: int) -> None:
    """Remove a method; needs settings.edit. Raises MethodUnknown, StaleVersion (pods.isolation)."""
    row = lock_method(method_id)
    _require(row, version)
    before = asdict(method_fields_of(row))
    row.delete()
    _tell(row.zone_id, "shipping.method_removed", {"method_id": method_id, **before}, {})


def zone_columns(fields: ZoneFields) -> dict[str, Any]:
    """Return a zone's columns; raises FieldsWrong."""
    _refuse(wrong_zone(fields))
    places = [
        {"country": each.country, "region": each.region.strip(), "postcodes": list(each.postcodes)}
        for each in fields.places
    ]
    return {"name": fields.name.strip(), "places": places}


def method_columns(fields: MethodFields) -> dict[str, Any]:
    """Return a method's columns; raises FieldsWrong."""
    _refuse(wrong_method(fields))
    return {
        "name": fields.name.strip(),
        "rate_by": fields.by,
        "tiers": [[tier.from_measure, tier.price_minor] for tier in fields.tiers],
        "up_to_measure": fields.up_to_measure,
        "free_from_minor": fields.free_from_minor,
    }


def _refuse(wrong: dict[str, Fault]) -> None:
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})


def _require(row: ShippingZone | ShippingMethod, version: int) -> None:
    if row.version != version:
        raise StaleVersion(row._meta.label, row.pk, version)


def _tell(zone_id: int, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = Subject("shipping_zone", zone_id)
    publish(SHIPPING_CHANGED, subject, {"zone_id": zone_id}, keep_s=KEPT_S)
    audit(action, subject, before, after)
