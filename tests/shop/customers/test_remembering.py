"""What an order leaves of its buyer."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of, events_of
from pods.routing.actor import BUYER, acting_as
from shop.customers import api as customers
from shop.customers.errors import CustomerUnknown, EmailNotValid
from shop.customers.models import CustomerAddress
from shop.customers.rules import MOST_ADDRESSES
from shop.customers.types import ConsentChannel, ConsentSource
from tests.shop.customers.people import add, everything
from tests.shop.selling import ABROAD, HOME


def test_one_email_is_one_customer_who_keeps_the_first_name(shop: Shop) -> None:
    first = customers.remember_customer(email="Solveig@Example.no ", name="Solveig Aas")
    assert customers.remember_customer(email="solveig@example.NO", name="S. Aas") == first
    found = customers.customer_by_id(first)
    assert (found.id, found.email, found.name, found.version) == (first, "solveig@example.no", "Solveig Aas", 1)
    assert [event.name for event in events_of(Subject("customer", first))] == ["customers.customer_created"]


def test_the_same_email_in_two_shops_is_two_customers(shop: Shop, other_shop: Shop, far_shop: Shop, inside) -> None:
    here = customers.remember_customer(email="a@b.no", name="A", address=HOME)
    for stranger in (other_shop, far_shop):
        with inside(stranger):
            with pytest.raises(CustomerUnknown):
                customers.customer_by_id(here)
            assert customers.find_customer("a@b.no") is None
            there = customers.remember_customer(email="a@b.no", name="B")
            assert there != here
            assert (customers.customer_by_id(there).name, customers.customer_by_id(there).addresses) == ("B", ())
    assert customers.customer_by_id(here).name == "A"


def test_letters_that_look_alike_are_two_customers(shop: Shop) -> None:
    made = {customers.remember_customer(email=email, name="A") for email in ("jose@b.no", "josé@b.no")}
    assert len(made) == 2


@pytest.mark.parametrize("email", ["nobody", "a@b", "a\N{FULLWIDTH COMMERCIAL AT}b@c.no"])
def test_what_is_no_email_is_refused(shop: Shop, email: str) -> None:
    before = everything()
    with pytest.raises(EmailNotValid):
        customers.remember_customer(email=email, name="A", address=HOME, accepts_marketing=True)
    assert everything() == before


def test_the_first_address_is_the_default_and_none_is_kept_twice(shop: Shop) -> None:
    buyer = customers.remember_customer(email="a@b.no", name="A", address=HOME)
    customers.remember_customer(email="a@b.no", name="A", address=ABROAD)
    customers.remember_customer(email="a@b.no", name="A", address=replace(HOME, city="BERGEN "))
    found = customers.customer_by_id(buyer)
    assert [(each.address, each.is_default) for each in found.addresses] == [(HOME, True), (ABROAD, False)]


def test_what_was_not_known_is_filled_in_and_what_was_known_stays(shop: Shop) -> None:
    known = add("a@b.no")
    assert customers.customer_by_id(known).title == "a@b.no"
    customers.remember_customer(email="a@b.no", name="Ada", address=replace(HOME, phone="+47 55123456"))
    customers.remember_customer(email="a@b.no", name="Bea", address=replace(HOME, phone="+47 99999999"))
    found = customers.customer_by_id(known)
    assert (found.name, found.phone, found.version) == ("Ada", "+47 55123456", 3)


def test_an_order_is_not_refused_for_an_address_that_staff_would_have_to_mend(shop: Shop) -> None:
    buyer = customers.remember_customer(email="a@b.no", name="A", address=replace(HOME, postcode="?", phone="x" * 99))
    found = customers.customer_by_id(buyer)
    assert (found.addresses, found.phone) == ((), "")


def test_a_customer_with_all_addresses_there_may_be_still_buys(shop: Shop) -> None:
    buyer = customers.remember_customer(email="a@b.no", name="A")
    for number in range(MOST_ADDRESSES + 1):
        customers.remember_customer(email="a@b.no", name="A", address=replace(HOME, line1=f"Gate {number}"))
    assert CustomerAddress.objects.filter(customer_id=buyer).count() == MOST_ADDRESSES


def test_a_ticked_box_is_a_consent_word_for_word_and_an_empty_one_takes_nothing_back(shop: Shop) -> None:
    with acting_as(BUYER):
        buyer = customers.remember_customer(email="a@b.no", name="A", accepts_marketing=False)
        assert customers.consent_history(buyer) == []
        for accepts in (True, False, True, None):
            customers.remember_customer(email="a@b.no", name="A", accepts_marketing=accepts)
    [entry] = customers.consent_history(buyer)
    assert (entry.channel, entry.is_given, entry.source) == (ConsentChannel.EMAIL, True, ConsentSource.CHECKOUT)
    assert entry.wording == customers.marketing_wording()
    found = customers.customer_by_id(buyer)
    assert (found.accepts_email, found.accepts_sms) == (True, False)
    names = [event.name for event in events_of(Subject("customer", buyer))]
    assert names.count("customers.consent_changed") == 1
    assert audit_of(Subject("customer", buyer)) == []


def test_what_remembering_costs_in_queries(shop: Shop, django_assert_num_queries) -> None:
    with django_assert_num_queries(8, using="pod_1"):  # fence; savepoint, sought; savepoint, inserted; event; releases
        customers.remember_customer(email="a@b.no", name="A")
    with django_assert_num_queries(3, using="pod_1"):  # savepoint, found, release
        customers.remember_customer(email="a@b.no", name="A")
    with django_assert_num_queries(5, using="pod_1"):  # as before; known addresses; inserted
        customers.remember_customer(email="a@b.no", name="A", address=HOME)
    with django_assert_num_queries(4, using="pod_1"):  # as before, nothing to insert
        customers.remember_customer(email="a@b.no", name="A", address=HOME)
    with django_assert_num_queries(6, using="pod_1"):  # found; what held; entry; event
        customers.remember_customer(email="a@b.no", name="A", accepts_marketing=True)
    with django_assert_num_queries(4, using="pod_1"):  # as before, nothing new
        customers.remember_customer(email="a@b.no", name="A", accepts_marketing=True)
