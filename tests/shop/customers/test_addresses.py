"""The addresses of a customer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.customers import api as customers
from shop.customers.errors import AddressKnown, AddressUnknown, CustomerUnknown, FieldsWrong, TooManyAddresses
from shop.customers.rules import MOST_ADDRESSES
from tests.shop.customers.people import add, everything
from tests.shop.selling import ABROAD, HOME, STAFF

WORK = replace(HOME, company="Aas AS", line1="Strandgaten 5", region="Vestland", phone="55 12 34 56")


def _shown(customer_id: int) -> list[tuple[str, bool]]:
    return [(each.address.line1, each.is_default) for each in customers.customer_by_id(customer_id).addresses]


def test_the_first_address_is_the_default_until_another_is_chosen(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        home = customers.add_address(made, HOME)
        work = customers.add_address(made, WORK)
        assert _shown(made) == [(HOME.line1, True), (WORK.line1, False)]
        customers.choose_default_address(work)
        customers.choose_default_address(work)
        assert _shown(made) == [(WORK.line1, True), (HOME.line1, False)]
        customers.add_address(made, ABROAD, is_default=True)
    assert _shown(made) == [(ABROAD.line1, True), (HOME.line1, False), (WORK.line1, False)]
    kept = {each.id: each for each in customers.customer_by_id(made).addresses}
    assert (kept[work].address, kept[home].version) == (WORK, 1)
    actions = [entry.action for entry in audit_of(Subject("customer", made))]
    assert actions.count("customers.address_edited") == 1
    assert actions.count("customers.address_added") == 3


def test_the_oldest_address_left_takes_the_defaults_place(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        ids = [customers.add_address(made, each) for each in (HOME, WORK, ABROAD)]
        customers.choose_default_address(ids[2])
        customers.remove_address(ids[2])
        assert _shown(made) == [(HOME.line1, True), (WORK.line1, False)]
        customers.remove_address(ids[1])
        assert _shown(made) == [(HOME.line1, True)]
        customers.remove_address(ids[0])
    assert _shown(made) == []
    removed = audit_of(Subject("customer", made))[0]
    assert (removed.action, removed.before["line1"], removed.after) == ("customers.address_removed", HOME.line1, {})


def test_an_edit_counts_the_version_and_keeps_the_default(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        home = customers.add_address(made, HOME)
        assert customers.edit_address(home, replace(WORK, city=" Bergen "), version=1) == 2
    [saved] = customers.customer_by_id(made).addresses
    assert (saved.address, saved.version, saved.is_default) == (WORK, 2, True)
    latest = audit_of(Subject("customer", made))[0]
    assert (latest.before["line1"], latest.after["line1"]) == (HOME.line1, WORK.line1)


def test_an_address_may_be_saved_as_it_was(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        home = customers.add_address(made, HOME)
        assert customers.edit_address(home, HOME, version=1) == 2


def test_every_refusal_changes_nothing(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        home, work = customers.add_address(made, HOME), customers.add_address(made, WORK)
    before = everything()
    unknown = home + 1_000_003
    refusals: list[tuple[type[Exception], Callable[[], object]]] = [
        (AddressKnown, lambda: customers.add_address(made, replace(HOME, city="bergen"), is_default=True)),
        (AddressKnown, lambda: customers.edit_address(work, HOME, version=1)),
        (StaleVersion, lambda: customers.edit_address(work, ABROAD, version=2)),
        (FieldsWrong, lambda: customers.add_address(made, replace(ABROAD, city=""), is_default=True)),
        (FieldsWrong, lambda: customers.edit_address(work, replace(WORK, country="ZZ"), version=1)),
        (CustomerUnknown, lambda: customers.add_address(unknown, ABROAD)),
        (AddressUnknown, lambda: customers.edit_address(unknown, ABROAD, version=1)),
        (AddressUnknown, lambda: customers.remove_address(unknown)),
        (AddressUnknown, lambda: customers.choose_default_address(unknown)),
    ]
    for error, act in refusals:
        with acting_as(STAFF), pytest.raises(error):
            act()
        assert everything() == before, error
    for act in (
        *(act for _error, act in refusals),
        lambda: customers.remove_address(home),
        lambda: customers.choose_default_address(work),
    ):
        with pytest.raises(NotAllowed):
            act()
        assert everything() == before


def test_wrong_fields_are_named_and_a_postcode_is_shown_as_it_should_be(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF), pytest.raises(FieldsWrong) as refused:
        customers.add_address(made, replace(HOME, line1=" ", postcode="50O8"))
    assert refused.value.fields == {
        "line1": "Please fill this in.",
        "postcode": "A postcode of Norway looks like 5008.",
    }


def test_there_may_be_only_so_many(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        for number in range(MOST_ADDRESSES):
            customers.add_address(made, replace(HOME, line1=f"Gate {number}"))
        before = everything()
        with pytest.raises(TooManyAddresses) as refused:
            customers.add_address(made, ABROAD, is_default=True)
    assert everything() == before
    assert str(MOST_ADDRESSES) in str(refused.value)


def test_another_shops_address_is_unknown(shop: Shop, other_shop: Shop, inside) -> None:
    made = add()
    with acting_as(STAFF):
        home = customers.add_address(made, HOME)
    with inside(other_shop), acting_as(STAFF):
        with pytest.raises(AddressUnknown):
            customers.remove_address(home)
        with pytest.raises(AddressUnknown):
            customers.edit_address(home, ABROAD, version=1)
    assert _shown(made) == [(HOME.line1, True)]


def test_no_event_tells_where_somebody_lives(shop: Shop) -> None:
    made = add()
    with acting_as(STAFF):
        customers.add_address(made, HOME)
    told = events_of(Subject("customer", made))
    assert "customers.addresses_changed" in [event.name for event in told]
    assert not any(HOME.city in repr(event.payload) for event in told)
