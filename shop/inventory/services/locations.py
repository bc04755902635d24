"""Locations: the first one that every shop has, and what staff make of them."""

from typing import Any

from django.db import IntegrityError
from django.db.models import Max, Q
from django.utils.translation import gettext

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.countries import is_country
from shop.inventory.errors import FieldsWrong, LastLocation, LocationNotEmpty, NameTaken
from shop.inventory.events import KEPT_S, LOCATION_CHANGED
from shop.inventory.locks import lock_locations
from shop.inventory.models import Location, StockLevel
from shop.inventory.rules import LAST_POSITION, LONGEST_NAME
from shop.inventory.selectors.locations import first_location_id, require_known
from shop.staff.api import Permission

FIRST_POSITION = 1


def open_shop(new: NewShop) -> None:
    """Give a shop that is being opened its first location. Run again it changes nothing. Two statements at most."""
    if not Location.objects.exists():
        _make_first(new.country)


def first_location(*, country: str = "") -> int:
    """Return the location in use that gives first; a shop without any gets one. One query, three the first time."""
    found = first_location_id()
    if found is None:
        _make_first(country)
        found = Location.objects.values_list("pk", flat=True).get(is_active=True)
    return found


def _make_first(country: str) -> None:
    """Insert the first location. Two at once meet at the name's unique key."""
    made = Location(name=gettext("Main"), country=country, position=FIRST_POSITION)
    Location.objects.bulk_create([made], ignore_conflicts=True)


@service(permission=Permission.SETTINGS_EDIT)
def add_location(*, name: str, country: str) -> int:
    """Add a location, behind the others; needs settings.edit. Returns its id. Raises FieldsWrong, NameTaken."""
    _check(name=name, country=country)
    last = Location.objects.aggregate(last=Max("position"))["last"] or 0
    try:
        made = Location.objects.create(name=name.strip(), country=country, position=min(last + 1, LAST_POSITION))
    except IntegrityError as error:  # the name is the only key that can be taken
        raise NameTaken from error
    _tell(made, "locations.added", {})
    return made.pk


@service(permission=Permission.SETTINGS_EDIT)
def edit_location(location_id: int, *, name: str, country: str, position: int, version: int) -> int:
    """Change a location's name, country and place in the order; needs settings.edit. Returns the new version.

    Raises LocationUnknown, StaleVersion (pods.isolation), FieldsWrong, NameTaken.
    """
    _check(name=name, country=country, position=position)
    row = require_known(location_id)
    before = _audited(row)
    try:
        save_version(row, version=version, name=name.strip(), country=country, position=position)
    except IntegrityError as error:
        raise NameTaken from error
    _tell(row, "locations.edited", before)
    return row.version


@service(permission=Permission.SETTINGS_EDIT)
def use_location(location_id: int, *, is_active: bool, version: int) -> int:
    """Take a location into use, or out of it when nothing lies there; needs settings.edit. Returns the new version.

    Raises LocationUnknown, StaleVersion (pods.isolation), LocationNotEmpty, LastLocation. In that state already, it
    changes nothing.
    """
    locations = lock_locations()
    row = require_known(location_id, among=locations)
    if row.is_active == is_active:
        return row.version
    if not is_active:
        if not any(each.is_active for each in locations.values() if each.pk != location_id):
            raise LastLocation
        something = ~Q(on_hand=0) | ~Q(reserved=0) | ~Q(incoming=0)
        if StockLevel.objects.filter(something, location_id=location_id).exists():
            raise LocationNotEmpty
    before = _audited(row)
    save_version(row, version=version, is_active=is_active)
    _tell(row, "locations.edited", before)
    return row.version


def _check(*, name: str, country: str, position: int = FIRST_POSITION) -> None:
    wrong: dict[str, str] = {}
    if not name.strip():
        wrong["name"] = gettext("Please fill this in.")
    if len(name.strip()) > LONGEST_NAME:
        wrong["name"] = gettext("This is too long.")
    if not is_country(country):
        wrong["country"] = gettext("This is no country. Write its two letters, like NO.")
    if not FIRST_POSITION <= position <= LAST_POSITION:
        wrong["position"] = gettext("Write a number between 1 and 1,000.")
    if wrong:
        raise FieldsWrong(wrong)


def _audited(row: Location) -> dict[str, Any]:
    return {"name": row.name, "country": row.country, "position": row.position, "is_active": row.is_active}


def _tell(row: Location, action: str, before: dict[str, Any]) -> None:
    subject = Subject("location", row.pk)
    told = {"location_id": row.pk, "version": row.version, "is_active": row.is_active}
    publish(LOCATION_CHANGED, subject, told, keep_s=KEPT_S)
    audit(action, subject, before, _audited(row))
