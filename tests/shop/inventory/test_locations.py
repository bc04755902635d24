"""Locations: every shop has one, and one that holds something stays in use."""

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from pods.routing.opening import NewShop
from pods.routing.service import service
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, LastLocation, LocationNotEmpty, LocationUnknown, NameTaken
from shop.inventory.types import Location
from tests.shop import selling
from tests.shop.inventory.shelves import UNKNOWN, checkout, everything, figures, put_at


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale("Lamp", on_hand=5)


@pytest.fixture
def main(lamp: Product) -> Location:
    return inventory.locations()[0]


def _add(name: str = "Annex", country: str = "NO") -> Location:
    with acting_as(selling.STAFF):
        return inventory.location_by_id(inventory.add_location(name=name, country=country))


def _use(location: Location, *, is_active: bool) -> int:
    with acting_as(selling.STAFF):
        return inventory.use_location(location.id, is_active=is_active, version=location.version)


def test_a_new_shop_has_one(shop: Shop) -> None:
    @service
    def furnish() -> None:
        inventory.open_shop(NewShop(handle="x", name="x", owner_email="x@x.no", country="NO"))

    furnish()
    furnish()
    assert [(each.name, each.country, each.is_active, each.position) for each in inventory.locations()] == [
        ("Main", "NO", True, 1)
    ]


def test_a_location_is_added_behind_the_others_told_and_audited(main: Location) -> None:
    added = _add("  Annex ")
    assert [(each.name, each.position) for each in inventory.locations()] == [("Main", 1), ("Annex", 2)]
    subject = Subject("location", added.id)
    assert [event.name for event in events_of(subject)] == ["inventory.location_changed"]
    assert [(entry.action, entry.after["name"]) for entry in audit_of(subject)] == [("locations.added", "Annex")]


def test_a_location_that_is_put_first_gives_first(lamp: Product, main: Location) -> None:
    annex = _add()
    put_at(lamp, annex.id, 5)
    with acting_as(selling.STAFF):
        inventory.edit_location(main.id, name="Main", country="NO", position=3, version=main.version)
    assert [each.name for each in inventory.locations()] == ["Annex", "Main"]
    inventory.reserve_stock(checkout(), {lamp.variant_id: 1})
    assert figures(lamp) == {"Main": (5, 0, 0), "Annex": (5, 1, 0)}


def test_an_edit_is_refused_over_somebody_elses_and_where_it_makes_no_sense(main: Location) -> None:
    _add()
    before = everything()
    with acting_as(selling.STAFF):
        with pytest.raises(StaleVersion):
            inventory.edit_location(main.id, name="Hall", country="NO", position=1, version=main.version + 1)
        with pytest.raises(NameTaken):
            inventory.edit_location(main.id, name="Annex", country="NO", position=1, version=main.version)
        with pytest.raises(LocationUnknown):
            inventory.edit_location(UNKNOWN, name="Hall", country="NO", position=1, version=1)
        with pytest.raises(FieldsWrong) as refused:
            inventory.edit_location(main.id, name=" ", country="XX", position=0, version=main.version)
        assert set(refused.value.fields) == {"name", "country", "position"}
        for name, country in (("", "NO"), ("x" * 81, "NO"), ("Hall", "")):
            with pytest.raises(FieldsWrong):
                inventory.add_location(name=name, country=country)
        with pytest.raises(NameTaken):
            inventory.add_location(name="Main", country="NO")
    with pytest.raises(NotAllowed):
        inventory.add_location(name="Hall", country="NO")
    assert everything() == before


def test_what_lies_at_a_location_keeps_it_in_use(lamp: Product, main: Location) -> None:
    annex = _add()
    put_at(lamp, annex.id, 2)
    before = everything()
    with pytest.raises(LocationNotEmpty):
        _use(annex, is_active=False)
    assert everything() == before
    put_at(lamp, annex.id, -2)
    _use(annex, is_active=False)
    assert [(each.name, each.is_active) for each in inventory.locations()] == [("Main", True), ("Annex", False)]
    assert inventory.available_of([lamp.variant_id])[lamp.variant_id].left == 5
    _use(inventory.location_by_id(annex.id), is_active=True)
    put_at(lamp, annex.id, 1)


def test_a_shop_keeps_one_location_in_use(shop: Shop) -> None:
    selling.furnish()
    main = _add("Main")
    before = everything()
    with pytest.raises(LastLocation):
        _use(main, is_active=False)
    assert (_use(main, is_active=True), everything()) == (main.version, before), "in use it already is"
    with acting_as(selling.STAFF), pytest.raises(LocationUnknown):
        inventory.use_location(UNKNOWN, is_active=False, version=1)
    with acting_as(selling.STAFF), pytest.raises(StaleVersion):
        inventory.use_location(_add().id, is_active=False, version=9)
