"""Customers as staff write them down."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.isolation.versions import StaleVersion
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.customers import api as customers
from shop.customers.errors import CustomerUnknown, EmailTaken, FieldsWrong
from shop.customers.types import CustomerFields
from tests.shop.customers.people import SOLVEIG, add, everything
from tests.shop.selling import STAFF


def test_an_added_customer_is_found_as_written(shop: Shop) -> None:
    with acting_as(STAFF):
        made = customers.add_customer(replace(SOLVEIG, email=" Solveig@Example.NO", name=" Solveig Aas "))
    found = customers.customer_by_id(made)
    assert found.fields == replace(SOLVEIG, tags=("bergen", "Wholesale"))
    assert (found.version, found.addresses, found.accepts_email, found.accepts_sms) == (1, (), False, False)
    assert customers.find_customer("SOLVEIG@example.no") == made
    subject = Subject("customer", made)
    assert [event.name for event in events_of(subject)] == ["customers.customer_created"]
    [entry] = audit_of(subject)
    assert (entry.action, entry.actor_name, entry.before) == ("customers.added", "Jo", {})
    assert entry.after["tags"] == ["bergen", "Wholesale"]


def test_no_event_tells_a_name_or_an_email(shop: Shop) -> None:
    made = add(name=SOLVEIG.name, phone=SOLVEIG.phone)
    with acting_as(STAFF):
        customers.edit_customer(made, SOLVEIG, version=1)
    told = repr([event.payload for event in events_of(Subject("customer", made))])
    assert not any(secret in told for secret in ("Solveig", "solveig", "55 12"))


def test_an_edit_counts_the_version_and_is_audited(shop: Shop) -> None:
    made = add(name="S", tags=("old", "VIP"))
    with acting_as(STAFF):
        version = customers.edit_customer(made, replace(SOLVEIG, tags=("vip", "new")), version=1)
    found = customers.customer_by_id(made)
    assert (version, found.version, found.name, found.tags) == (2, 2, "Solveig Aas", ("new", "vip"))
    latest = audit_of(Subject("customer", made))[0]
    assert (latest.action, latest.before["name"], latest.after["name"]) == ("customers.edited", "S", "Solveig Aas")
    assert (latest.before["tags"], latest.after["tags"]) == (["old", "VIP"], ["new", "vip"])


def test_an_email_may_change_to_one_that_is_free_and_back(shop: Shop) -> None:
    made = add("a@b.no")
    with acting_as(STAFF):
        customers.edit_customer(made, CustomerFields("c@d.no"), version=1)
        customers.edit_customer(made, CustomerFields("A@b.no"), version=2)
    assert customers.find_customer("a@b.no") == made
    assert customers.find_customer("c@d.no") is None


def _add_again() -> object:
    return customers.add_customer(CustomerFields("A@B.no"))


def _edit(made: int, fields: CustomerFields, version: int = 1) -> Callable[[], object]:
    return lambda: customers.edit_customer(made, fields, version=version)


def test_every_refusal_changes_nothing(shop: Shop) -> None:
    made, other = add("a@b.no", name="A", tags=("x",)), add("c@d.no")
    with acting_as(STAFF):
        customers.edit_customer(made, CustomerFields("a@b.no", name="B", tags=("y",)), version=1)
    before = everything()
    refusals: list[tuple[type[Exception], Callable[[], object]]] = [
        (EmailTaken, _add_again),
        (EmailTaken, _edit(other, CustomerFields("a@b.no", tags=("new",)))),
        (StaleVersion, _edit(made, CustomerFields("a@b.no", name="C", tags=("new",)))),
        (FieldsWrong, _edit(made, CustomerFields("nobody", tags=("new",)), 2)),
        (FieldsWrong, lambda: customers.add_customer(CustomerFields("e@f.no", phone="later"))),
        (CustomerUnknown, _edit(made + 1_000_003, CustomerFields("e@f.no"))),
    ]
    for error, act in refusals:
        with acting_as(STAFF), pytest.raises(error):
            act()
        assert everything() == before, error
    for _error, act in refusals:
        with pytest.raises(NotAllowed):
            act()
        assert everything() == before


def test_wrong_fields_are_named(shop: Shop) -> None:
    with acting_as(STAFF), pytest.raises(FieldsWrong) as refused:
        customers.add_customer(CustomerFields("a@b", phone="later", language="xx"))
    assert list(refused.value.fields) == ["email", "phone", "language"]


def test_another_shops_customer_is_unknown(shop: Shop, other_shop: Shop, inside) -> None:
    made = add("a@b.no")
    with inside(other_shop), acting_as(STAFF):
        before = everything()
        with pytest.raises(CustomerUnknown):
            customers.edit_customer(made, SOLVEIG, version=1)
        assert everything() == before
        assert customers.add_customer(CustomerFields("a@b.no")) != made


def test_what_editing_costs_in_queries(shop: Shop, django_assert_num_queries) -> None:
    made = add(tags=("a", "b", "c"))
    with acting_as(STAFF):
        # savepoint, locked, tags; saved; tags deleted, inserted; event, audit; release
        with django_assert_num_queries(9, using="pod_1"):
            customers.edit_customer(made, replace(SOLVEIG, tags=("c", "d", "e")), version=1)
        with django_assert_num_queries(7, using="pod_1"):  # the same tags again
            customers.edit_customer(made, replace(SOLVEIG, tags=("c", "d", "e")), version=2)
    with django_assert_num_queries(4, using="pod_1"):  # customer, tags, addresses, consents
        customers.customer_by_id(made)
