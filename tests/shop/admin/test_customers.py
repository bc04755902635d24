"""The merchant's customers through HTTP."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.customers import api as customers
from shop.customers.types import Customer, CustomerFields
from shop.staff.api import create_owner
from shop.staff.models import Role, User
from shop.staff.rules import BUILT_IN_ROLES
from shop.staff.types import BuiltInRole
from tests.conftest import Inside
from tests.shop.admin.conftest import PASSWORD
from tests.shop.customers.people import SOLVEIG, everything
from tests.shop.pages.visiting import said, statements, tables_read
from tests.shop.selling import ABROAD, HOME, STAFF

CUSTOMERS = ["customers_customertag", "customers_customeraddress", "customers_consententry"]
"""What reading any number of customers asks after the customers themselves."""


@pytest.fixture
def solveig(shop: Shop, inside: Inside) -> Customer:
    """A customer with everything."""
    with inside(shop), acting_as(STAFF):
        made = customers.add_customer(SOLVEIG)
        customers.add_address(made, HOME)
        customers.add_address(made, ABROAD)
        return customers.customer_by_id(made)


def _form(customer: Customer, **changes: object) -> dict[str, object]:
    return {
        "version": customer.version,
        "email": customer.email,
        "name": customer.name,
        "phone": customer.phone,
        "language": customer.language,
        "tags": ", ".join(customer.tags),
        "note": customer.note,
        **changes,
    }


def _add(shop: Shop, inside: Inside, *fields: CustomerFields) -> list[int]:
    with inside(shop), acting_as(STAFF):
        return [customers.add_customer(each) for each in fields]


def test_a_shop_without_customers_says_where_they_come_from(owner: Client) -> None:
    words = said(owner.get("/admin/customers"))
    assert "No customers yet Who buys shows here by itself. You can add people as well." in words
    assert "Find" not in words


def test_the_list_shows_who_where_and_what(owner: Client, solveig: Customer) -> None:
    words = said(owner.get("/admin/customers"))
    assert "1 customer " in words
    assert "Solveig Aas solveig@example.no Bergen, Norway bergen Wholesale – Not agreed" in words


def test_a_search_finds_and_says_when_nobody_is_found(owner: Client, shop: Shop, inside: Inside) -> None:
    _add(shop, inside, CustomerFields("a@b.no", name="Ada", tags=("VIP",)), CustomerFields("c@d.no", name="Bo"))
    found = owner.get("/admin/customers", {"q": "ad"})
    assert [each.name for each in found.context["page"].customers] == ["Ada"]
    assert [each.name for each in owner.get("/admin/customers?tag=vip").context["page"].customers] == ["Ada"]
    assert "No name, email, phone number or tag matches “zz”. Clear filters" in said(owner.get("/admin/customers?q=zz"))
    assert "No customer has the tag “zz”." in said(owner.get("/admin/customers?tag=zz"))
    nobody = said(owner.get("/admin/customers?tag=VIP&q=bo"))
    assert "No customer with the tag “VIP” matches “bo”." in nobody


def test_htmx_gets_the_list_alone_and_the_browsers_history_the_page(owner: Client, solveig: Customer) -> None:
    part = owner.get("/admin/customers?q=sol", headers={"HX-Request": "true"})
    page = part.content.decode()
    assert "<html" not in page
    assert 'id="list"' in page
    assert 'id="live" hx-swap-oob="true"' in page
    assert "HX-Request" in part["Vary"]
    again = owner.get("/admin/customers", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in again.content.decode()


def test_pages_carry_the_search_along(
    owner: Client, shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop.admin.views.customers.PAGE", 2)
    ids = _add(shop, inside, *(CustomerFields(f"c{number}@b.no") for number in range(5)))
    first = owner.get("/admin/customers", {"q": "b.no"}).content.decode()
    assert f'href="?q=b.no&amp;before={ids[3]}"' in first
    second = owner.get("/admin/customers", {"q": "b.no", "before": ids[3]})
    assert [each.id for each in second.context["page"].customers] == [ids[2], ids[1]]
    assert f'href="?q=b.no&amp;after={ids[2]}"' in second.content.decode()
    past = said(owner.get("/admin/customers", {"before": 1}))
    assert "Nothing here any more" in past
    assert "Show the first page" in past


def test_one_page_shows_all_that_is_known(owner: Client, solveig: Customer) -> None:
    words = said(owner.get(f"/admin/customers/{solveig.id}"))
    for part in (
        "Solveig Aas",
        "Nygårdsgaten 91 5008 Bergen Norway",
        "Via Cibrario 40 10144 Turin Italy",
        "solveig@example.no",
        "+47 55 12 34 56",
        "Norwegian Bokmål",
        "Calls before noon.",
        "bergen Wholesale",
        "Emails Not agreed",
    ):
        assert part in words, part


def test_what_a_customer_wrote_is_shown_as_text(owner: Client, shop: Shop, inside: Inside) -> None:
    evil = "<script>alert(1)</script>"
    [made] = _add(shop, inside, CustomerFields("a@b.no", name=evil, note=evil, tags=(evil,)))
    for address in ("/admin/customers", f"/admin/customers/{made}", f"/admin/customers/{made}/edit"):
        assert evil not in owner.get(address).content.decode()


def test_a_customer_is_added(owner: Client, shop: Shop, inside: Inside) -> None:
    fields = {"version": 0, "email": "Ada@Example.no", "name": "Ada", "tags": "vip, , VIP, new", "language": ""}
    answer = owner.post("/admin/customers/new", fields)
    assert answer.status_code == 302
    with inside(shop):
        made = customers.customer_by_id(int(answer["Location"].rpartition("/")[2]))
    assert (made.email, made.name, made.tags) == ("ada@example.no", "Ada", ("new", "vip"))


def test_an_email_that_is_taken_leads_to_who_has_it(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    answer = owner.post("/admin/customers/new", {"version": 0, "email": "SOLVEIG@example.no", "name": "S"})
    assert answer.status_code == 422
    assert "Another customer of this shop has this e-mail address." in said(answer)
    assert f'href="/admin/customers/{solveig.id}">Open the customer' in answer.content.decode()
    with inside(shop):
        assert customers.customers_page().total == 1


def test_a_customer_is_changed(owner: Client, solveig: Customer, shop: Shop, inside: Inside) -> None:
    answer = owner.post(f"/admin/customers/{solveig.id}/edit", _form(solveig, name="Solveig A. Aas", tags="", note=""))
    assert answer["Location"] == f"/admin/customers/{solveig.id}"
    with inside(shop):
        now = customers.customer_by_id(solveig.id)
    assert (now.name, now.tags, now.note, now.version) == ("Solveig A. Aas", (), "", 2)


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    for wrong in ({"email": "nobody"}, {"email": ""}, {"phone": "later"}, {"language": "xx"}, {"tags": "x" * 61}):
        answer = owner.post(f"/admin/customers/{solveig.id}/edit", _form(solveig, name="New", **wrong))
        assert answer.status_code == 422, wrong
        assert "Not saved yet." in said(answer)
        assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
        assert 'value="New"' in answer.content.decode()
    with inside(shop):
        assert customers.customer_by_id(solveig.id) == solveig


def test_a_save_over_somebody_elses_is_refused_and_shows_both(
    owner: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    with inside(shop), acting_as(STAFF):
        customers.edit_customer(solveig.id, CustomerFields(solveig.email, name="Theirs"), version=1)
    answer = owner.post(f"/admin/customers/{solveig.id}/edit", _form(solveig, name="Mine"))
    words = said(answer)
    assert answer.status_code == 409
    assert "Somebody saved this customer while you were writing." in words
    assert "Name Differs Yours: Mine Saved now: Theirs" in words
    assert "Language Differs Yours: Norwegian Bokmål Saved now: Not known" in words
    with inside(shop):
        saved = customers.customer_by_id(solveig.id)
    assert saved.name == "Theirs"
    assert 'name="version" value="2"' in answer.content.decode()
    again = owner.post(f"/admin/customers/{solveig.id}/edit", _form(saved, name="Mine"))
    assert again.status_code == 302


def test_another_shops_and_unknown_customers_are_404(
    owner: Client, solveig: Customer, other_shop: Shop, inside: Inside
) -> None:
    [theirs] = _add(other_shop, inside, CustomerFields("a@b.no", name="Theirs alone"))
    with inside(other_shop), acting_as(STAFF):
        address = customers.add_address(theirs, HOME)
        before = everything()
    for customer_id in (theirs, 1, 10**30):
        assert owner.get(f"/admin/customers/{customer_id}").status_code == 404
        for part in ("edit", "addresses"):
            assert owner.get(f"/admin/customers/{customer_id}/{part}").status_code == 404
        for part in ("edit", "addresses", "consent"):
            assert owner.post(f"/admin/customers/{customer_id}/{part}", _form(solveig)).status_code == 404
    for address_id in (address, 1, 10**30):
        assert owner.get(f"/admin/customers/addresses/{address_id}").status_code == 404
        for part in ("", "/default", "/remove"):
            assert owner.post(f"/admin/customers/addresses/{address_id}{part}").status_code == 404
    with inside(other_shop):
        assert everything() == before


@pytest.fixture
def reader(owner: Client, shop: Shop, browser_at: Callable[[Shop], Client], inside: Inside) -> Client:
    """A browser of staff who may look and nothing else."""
    with inside(shop):
        member = create_owner("reader@example.com", "Reader", PASSWORD)
        role = Role.objects.create(name="read-only", permissions=list(BUILT_IN_ROLES[BuiltInRole.READ_ONLY]))
        User.objects.filter(pk=member).update(role=role)
    browser = browser_at(shop)
    answer = browser.post("/admin/sign-in", {"email": "reader@example.com", "password": PASSWORD, "next": ""})
    assert answer.status_code == 302
    return browser


def test_who_may_only_look_sees_no_button_and_changes_nothing(
    reader: Client, solveig: Customer, shop: Shop, inside: Inside
) -> None:
    page = said(reader.get(f"/admin/customers/{solveig.id}"))
    assert "Solveig Aas" in page
    assert not any(word in page for word in ("Edit", "Add address", "Make default", "Note what"))
    assert "Add customer" not in said(reader.get("/admin/customers"))
    with inside(shop):
        before = everything()
        address = solveig.addresses[1].id
    for path in (
        "new",
        f"{solveig.id}/edit",
        f"{solveig.id}/consent",
        f"{solveig.id}/addresses",
        f"addresses/{address}",
        f"addresses/{address}/default",
        f"addresses/{address}/remove",
    ):
        assert reader.post(f"/admin/customers/{path}", _form(solveig)).status_code == 403, path
    with inside(shop):
        assert everything() == before


def test_what_the_customers_ask_the_database(owner: Client, solveig: Customer) -> None:
    owner.get("/admin/customers")
    session = ["staff_session"]
    with statements() as sent:
        owner.get("/admin/customers")
    page = ["customers_customer", *CUSTOMERS, "customers_customer"]  # the last one counts them
    assert tables_read(sent) == [*session, *page, "customers_customertag"]  # the tags to choose from
    with statements() as sent:
        owner.get("/admin/customers?q=sol", headers={"HX-Request": "true"})
    assert tables_read(sent) == [*session, *page]


def test_a_shop_without_settings_has_customers_all_the_same(shop: Shop, browser_at: Callable[[Shop], Client]) -> None:
    create_owner("owner@example.com", "Owner", PASSWORD)
    browser = browser_at(shop)
    browser.post("/admin/sign-in", {"email": "owner@example.com", "password": PASSWORD, "next": ""})
    assert browser.get("/admin/customers").status_code == 200
    assert browser.get("/admin/customers/new").status_code == 200
