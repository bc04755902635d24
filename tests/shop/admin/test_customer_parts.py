"""A customer's addresses and consents through HTTP."""

from collections.abc import Iterator

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.customers import api as customers
from shop.customers.types import ConsentChannel, Customer, CustomerFields
from tests.conftest import Inside
from tests.shop.pages.visiting import said
from tests.shop.selling import ABROAD, HOME, STAFF

WORK = {
    "version": 0,
    "name": "Solveig Aas",
    "company": "Aas AS",
    "line1": "Strandgaten 5",
    "line2": "",
    "postcode": "5013",
    "city": "Bergen",
    "region": "Vestland",
    "country": "NO",
    "phone": "",
}


@pytest.fixture
def solveig(owner: Client, shop: Shop, inside: Inside) -> Customer:
    with inside(shop), acting_as(STAFF):
        made = customers.add_customer(CustomerFields("solveig@example.no", name="Solveig Aas"))
        customers.add_address(made, HOME)
        customers.add_address(made, ABROAD)
        return customers.customer_by_id(made)


@pytest.fixture
def unchanged(solveig: Customer, shop: Shop, inside: Inside) -> Iterator[None]:
    """Whatever the test asks for, the customer stays as it was."""
    yield
    assert _now(solveig, shop, inside) == solveig


def _now(solveig: Customer, shop: Shop, inside: Inside) -> Customer:
    with inside(shop):
        return customers.customer_by_id(solveig.id)


def test_the_form_begins_with_the_name_and_the_shops_country(owner: Client, solveig: Customer) -> None:
    page = owner.get(f"/admin/customers/{solveig.id}/addresses").content.decode()
    assert 'value="Solveig Aas"' in page
    assert '<option value="NO" selected>Norway</option>' in page


def test_an_address_is_added_chosen_and_removed(owner: Client, solveig: Customer, shop: Shop, inside: Inside) -> None:
    answer = owner.post(f"/admin/customers/{solveig.id}/addresses", WORK)
    assert answer["Location"] == f"/admin/customers/{solveig.id}"
    now = _now(solveig, shop, inside)
    work = now.addresses[2]
    assert (work.address.company, work.address.region, work.is_default) == ("Aas AS", "Vestland", False)
    assert owner.post(f"/admin/customers/addresses/{work.id}/default").status_code == 302
    assert _now(solveig, shop, inside).addresses[0].id == work.id
    assert owner.post(f"/admin/customers/addresses/{work.id}/remove").status_code == 302
    left = _now(solveig, shop, inside).addresses
    assert [(each.address, each.is_default) for each in left] == [(HOME, True), (ABROAD, False)]


def test_an_address_is_changed(owner: Client, solveig: Customer, shop: Shop, inside: Inside) -> None:
    saved = solveig.addresses[0]
    answer = owner.post(f"/admin/customers/addresses/{saved.id}", {**WORK, "version": saved.version})
    assert answer["Location"] == f"/admin/customers/{solveig.id}"
    now = _now(solveig, shop, inside).addresses[0]
    assert (now.address.line1, now.version, now.is_default) == ("Strandgaten 5", 2, True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"postcode": "50O8"}, "A postcode of Norway looks like 5008."),
        ({"postcode": ""}, "Please fill this in."),
        ({"city": " "}, "Please fill this in."),
        ({"country": "ZZ"}, "Choose a country from the list."),
        ({"phone": "later"}, "A phone number has digits"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    owner: Client, solveig: Customer, unchanged: None, wrong: dict[str, str], sentence: str
) -> None:
    for path in (f"{solveig.id}/addresses", f"addresses/{solveig.addresses[0].id}"):
        answer = owner.post(f"/admin/customers/{path}", {**WORK, "version": 1, **wrong})
        assert answer.status_code == 422
        assert sentence in said(answer)
        assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()


def test_an_address_that_is_there_already_is_refused(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    same = {**WORK, "line1": HOME.line1.upper(), "postcode": "5008", "company": "", "region": "", "version": 1}
    for path in (f"{solveig.id}/addresses", f"addresses/{solveig.addresses[1].id}"):
        answer = owner.post(f"/admin/customers/{path}", same)
        assert answer.status_code == 422
        assert "The customer has this address already." in said(answer)
    assert _now(solveig, shop, inside) == solveig


def test_a_save_over_somebody_elses_is_refused_and_shows_both(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    saved = solveig.addresses[0]
    assert owner.post(f"/admin/customers/addresses/{saved.id}", {**WORK, "version": 1}).status_code == 302
    answer = owner.post(f"/admin/customers/addresses/{saved.id}", {**WORK, "version": 1, "line1": "Mine 1"})
    assert answer.status_code == 409
    assert "Somebody saved this address while you were writing." in said(answer)
    assert "Street and number Differs Yours: Mine 1 Saved now: Strandgaten 5" in said(answer)
    assert _now(solveig, shop, inside).addresses[0].address.line1 == "Strandgaten 5"


def test_a_consent_is_noted_and_stays_in_the_history(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/customers/{solveig.id}/consent"
    for state, wording in (("given", "At the fair"), ("withdrawn", "By phone")):
        answer = owner.post(path, {"channel": "email", "state": state, "wording": wording})
        assert answer["Location"] == f"/admin/customers/{solveig.id}"
    words = said(owner.get(f"/admin/customers/{solveig.id}"))
    assert "Emails Not agreed" in words
    assert words.index("Wants no more emails , noted by Ingrid Moen “By phone”") < words.index("“At the fair”")
    with inside(shop):
        assert len(customers.consent_history(solveig.id)) == 2


def test_a_consent_without_a_word_or_a_phone_is_refused(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/customers/{solveig.id}/consent"
    for fields, sentence in (
        ({"channel": "email", "state": "given", "wording": " "}, "Say how you were told"),
        ({"channel": ConsentChannel.SMS.value, "state": "given", "wording": "At the fair"}, "Without a phone number"),
        ({"channel": "fax", "state": "given", "wording": "x"}, "Select a valid choice"),
        ({}, "Say how you were told"),
    ):
        answer = owner.post(path, fields)
        assert answer.status_code == 422
        assert sentence in said(answer)
        assert "<details" in answer.content.decode()
        assert " open>" in answer.content.decode()
    with inside(shop):
        assert customers.consent_history(solveig.id) == []


def test_what_was_agreed_at_the_checkout_is_told_word_for_word(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        customers.remember_customer(email=solveig.email, name="S", accepts_marketing=True)
    words = said(owner.get(f"/admin/customers/{solveig.id}"))
    assert "Agreed to emails , at the checkout “Email me with news and offers”" in words
    assert "Emails Agreed" in words
