"""Zones and methods as staff set them up, and what a new shop has of them."""

from dataclasses import replace
from typing import Any

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from pods.routing.opening import NewShop
from pods.routing.service import service
from pods.routing.shops import in_shop
from shop.pricing import api as pricing
from shop.pricing.errors import FieldsWrong, MethodUnknown, NameTaken, ZoneUnknown
from shop.pricing.models import ShippingMethod, ShippingZone, TaxSettings
from shop.pricing.types import MethodFields, Place, RateBy, StoredZone, Tier, ZoneFields
from tests.conftest import MakeShop
from tests.shop import selling

NORDICS = ZoneFields("Nordics", (Place("SE"), Place("DK", "84"), Place("NO", postcodes=("50", "51"))))
POST = MethodFields("Post", RateBy.FLAT, (Tier(0, 700),), None, 50_000)
PARCEL = MethodFields("Parcel", RateBy.WEIGHT, (Tier(0, 900), Tier(5000, 1500)), 20_000)


def _rows() -> list[tuple[Any, ...]]:
    return [*ShippingZone.objects.order_by("pk").values_list(), *ShippingMethod.objects.order_by("pk").values_list()]


def _methods(zone: StoredZone) -> list[tuple[MethodFields, int]]:
    return [(method.fields, method.version) for method in zone.methods]


def test_zones_and_methods_are_added_changed_and_removed_and_each_is_told(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        zone_id = pricing.add_zone(replace(NORDICS, name=" Nordics "))
        post, parcel = pricing.add_method(zone_id, POST), pricing.add_method(zone_id, PARCEL)
        zone = pricing.zone_by_id(zone_id)
        assert (zone.fields, zone.version, _methods(zone)) == (NORDICS, 1, [(POST, 1), (PARCEL, 1)])
        assert [each.id for each in pricing.shipping_zones()][-1] == zone_id
        assert pricing.edit_zone(zone_id, ZoneFields("Sweden", (Place("SE"),)), version=1) == 2
        assert pricing.edit_method(post, replace(POST, tiers=(Tier(0, 800),)), version=1) == 2
        assert pricing.method_by_id(post).fields.tiers == (Tier(0, 800),)
        pricing.remove_method(parcel, version=1)
        zone = pricing.zone_by_id(zone_id)
        assert (zone.fields.name, zone.fields.places, _methods(zone)) == (
            "Sweden",
            (Place("SE"),),
            [(replace(POST, tiers=(Tier(0, 800),)), 2)],
        )
        pricing.remove_zone(zone_id, version=2)
    assert not ShippingMethod.objects.filter(zone_id=zone_id).exists()
    subject = Subject("shipping_zone", zone_id)
    assert [event.name for event in events_of(subject)] == ["pricing.shipping_changed"] * 7
    entries = audit_of(subject)[::-1]
    assert [entry.action for entry in entries] == [
        "shipping.zone_added",
        "shipping.method_added",
        "shipping.method_added",
        "shipping.zone_edited",
        "shipping.method_edited",
        "shipping.method_removed",
        "shipping.zone_removed",
    ]
    assert (entries[3].before["name"], entries[3].after["name"]) == ("Nordics", "Sweden")
    assert (entries[4].before["tiers"][0]["price_minor"], entries[4].after["tiers"]) == (700, [[0, 800]])


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"places": (Place("XX"),)}, "places"),
        ({"places": (Place("SE", "x" * 61),)}, "places"),
        ({"places": (Place("SE"),) * 301}, "places"),
        ({"places": (Place("SE", postcodes=("1",) * 501),)}, "places"),
    ],
)
def test_wrong_fields_of_a_zone_are_named_and_nothing_changes(furnished: Shop, change, wrong: str) -> None:
    before = _rows()
    with acting_as(selling.STAFF):
        with pytest.raises(FieldsWrong) as refused:
            pricing.add_zone(replace(NORDICS, **change))
        with pytest.raises(FieldsWrong):
            pricing.edit_zone(pricing.shipping_zones()[0].id, replace(NORDICS, **change), version=1)
    assert list(refused.value.fields) == [wrong]
    assert _rows() == before


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"tiers": ()}, "tiers"),
        ({"tiers": (Tier(0, -1),)}, "tiers"),
        ({"tiers": (Tier(0, 10**12 + 1),)}, "tiers"),
        ({"tiers": (Tier(0, 2), Tier(0, 1))}, "tiers"),
        ({"tiers": tuple(Tier(number, 1) for number in range(51))}, "tiers"),
        ({"by": RateBy.FLAT}, "tiers"),
        ({"by": RateBy.FLAT, "tiers": (Tier(1, 5),)}, "tiers"),
        ({"tiers": (Tier(500, 1),), "up_to_measure": 499}, "up_to_measure"),
        ({"up_to_measure": -1}, "up_to_measure"),
        ({"free_from_minor": -1}, "free_from_minor"),
    ],
)
def test_wrong_fields_of_a_method_are_named_and_nothing_changes(furnished: Shop, change, wrong: str) -> None:
    before = _rows()
    zone = pricing.shipping_zones()[0]
    with acting_as(selling.STAFF):
        with pytest.raises(FieldsWrong) as refused:
            pricing.add_method(zone.id, replace(PARCEL, **change))
        with pytest.raises(FieldsWrong):
            pricing.edit_method(zone.methods[0].id, replace(PARCEL, **change), version=1)
    assert list(refused.value.fields) == [wrong]
    assert _rows() == before


def test_what_is_sent_twice_is_one(furnished: Shop) -> None:
    home, world = pricing.shipping_zones()
    with acting_as(selling.STAFF):
        other = pricing.add_method(home.id, POST)
        before = _rows()
        for call in (
            lambda: pricing.add_zone(replace(NORDICS, name="Norway")),
            lambda: pricing.edit_zone(world.id, replace(NORDICS, name="Norway"), version=1),
            lambda: pricing.add_method(home.id, replace(POST, name="Standard")),
            lambda: pricing.edit_method(other, replace(POST, name="Standard"), version=1),
        ):
            with pytest.raises(NameTaken):
                call()
    assert _rows() == before


def test_forms_that_are_out_of_date_change_nothing(furnished: Shop) -> None:
    zone = pricing.shipping_zones()[0]
    method = zone.methods[0]
    with acting_as(selling.STAFF):
        pricing.edit_zone(zone.id, zone.fields, version=1)
        pricing.edit_method(method.id, method.fields, version=1)
        before = _rows()
        for call in (
            lambda: pricing.edit_zone(zone.id, NORDICS, version=1),
            lambda: pricing.remove_zone(zone.id, version=1),
            lambda: pricing.edit_method(method.id, POST, version=1),
            lambda: pricing.remove_method(method.id, version=1),
        ):
            with pytest.raises(StaleVersion):
                call()
    assert _rows() == before


def test_what_is_not_there_cannot_be_changed(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        for of_zones in (
            lambda: pricing.zone_by_id(4711),
            lambda: pricing.edit_zone(4711, NORDICS, version=1),
            lambda: pricing.remove_zone(4711, version=1),
            lambda: pricing.add_method(4711, POST),
        ):
            with pytest.raises(ZoneUnknown):
                of_zones()
        for of_methods in (
            lambda: pricing.method_by_id(4711),
            lambda: pricing.edit_method(4711, POST, version=1),
            lambda: pricing.remove_method(4711, version=1),
        ):
            with pytest.raises(MethodUnknown):
                of_methods()


def test_each_needs_its_permission_and_changes_nothing_without(furnished: Shop) -> None:
    before = _rows()
    zone = pricing.shipping_zones()[0]
    for call in (
        lambda: pricing.add_zone(NORDICS),
        lambda: pricing.edit_zone(zone.id, NORDICS, version=1),
        lambda: pricing.remove_zone(zone.id, version=1),
        lambda: pricing.add_method(zone.id, POST),
        lambda: pricing.edit_method(zone.methods[0].id, POST, version=1),
        lambda: pricing.remove_method(zone.methods[0].id, version=1),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert _rows() == before


@pytest.mark.parametrize(("currency", "home", "abroad"), [("JPY", 500, 1500), ("EUR", 500, 1500), ("KWD", 2000, 6000)])
def test_a_new_shop_ships_at_home_and_abroad(shop: Shop, currency: str, home: int, abroad: int) -> None:
    new = NewShop(handle="x", name="x", owner_email="x@x.no", country="KW", currency=currency)
    service(pricing.open_shop)(new)
    first = _rows()
    service(pricing.open_shop)(new)
    assert _rows() == first
    assert TaxSettings.objects.count() == 1
    assert [(zone.fields.name, zone.fields.places) for zone in pricing.shipping_zones()] == [
        ("Kuwait", (Place("KW"),)),
        ("Rest of world", (Place(),)),
    ]
    assert [zone.methods[0].fields.tiers for zone in pricing.shipping_zones()] == [(Tier(0, home),), (Tier(0, abroad),)]


def test_opening_a_shop_gives_it_its_terms(make_shop: MakeShop) -> None:
    with in_shop(make_shop(country="JP", currency="JPY")):
        assert [zone.fields.name for zone in pricing.shipping_zones()] == ["Japan", "Rest of world"]
        assert pricing.tax_settings().version == 1


def test_a_zone_that_the_merchant_removed_does_not_come_back(furnished: Shop) -> None:
    with acting_as(selling.STAFF):
        for zone in pricing.shipping_zones():
            pricing.remove_zone(zone.id, version=1)
    selling.furnish()
    assert pricing.shipping_zones() == ()
