"""Discount codes through HTTP: the list, the editor, and what is refused."""

from dataclasses import replace

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import CollectionFields, Product
from shop.pricing import api as pricing
from shop.pricing.types import AppliesTo, DiscountClass, DiscountFields, DiscountKind
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.visiting import said, statements, tables_read

NEW = "/admin/discounts/new"
AUTUMN = DiscountFields("AUTUMN25", DiscountKind.PERCENT, basis_points=2500)


@pytest.fixture
def autumn(owner: Client, shop: Shop, inside: Inside) -> int:
    """A code for everything."""
    with inside(shop), acting_as(selling.STAFF):
        return pricing.create_discount(AUTUMN)


def test_a_percentage_is_created(owner: Client, shop: Shop, inside: Inside) -> None:
    assert "No discounts yet" in said(owner.get("/admin/discounts"))
    sent = form_of(owner.get(NEW), NEW, code="Spring7", percent="7.5", usage_limit="100", minimum="50")
    sent |= {
        "is_once_per_customer": "on",
        "combines_with": ["shipping"],
        "starts_at": "",
        "ends_at": "2030-01-31T18:00",
    }
    answer = owner.post(NEW, sent)
    assert answer.status_code == 302, said(answer)
    with inside(shop):
        made = pricing.discount_by_id(int(answer["Location"].rpartition("/")[2]))
    ends = made.fields.ends_at
    assert ends is not None
    assert replace(made.fields, ends_at=None) == DiscountFields(
        "Spring7",
        DiscountKind.PERCENT,
        basis_points=750,
        minimum_minor=5000,
        usage_limit=100,
        is_once_per_customer=True,
        combines_with=frozenset({DiscountClass.SHIPPING}),
    )
    assert "Spring7 Active 7.5 % 31 Jan, 18:00 0 / 100" in said(owner.get("/admin/discounts"))


def test_a_form_that_is_sent_as_it_came_changes_nothing(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    fields = replace(AUTUMN, applies_to=AppliesTo.PRODUCTS, product_ids=frozenset({lamp.id}), minimum_minor=1050)
    with inside(shop), acting_as(selling.STAFF):
        made = pricing.create_discount(fields)
    path = f"/admin/discounts/{made}"
    assert owner.post(path, form_of(owner.get(path), path)).status_code == 302
    with inside(shop):
        assert pricing.discount_by_id(made).fields == fields


def test_products_are_found_and_ticked(owner: Client, lamp: Product, autumn: int, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        other = selling.put_on_sale("Odde stool")
    path = f"/admin/discounts/{autumn}"
    sent = form_of(owner.get(path), path, code="MINE", applies_to="products", products=[str(lamp.id)])
    found = owner.post(path, sent | {"search": "odde", "find": "1"})
    assert found.status_code == 200
    assert [(each["title"], each["is_chosen"]) for each in found.context["products"]] == [
        ("Skog table lamp", True),
        ("Odde stool", False),
    ]
    assert 'value="MINE"' in found.content.decode()
    assert owner.post(path, form_of(found, path, products=[str(lamp.id), str(other.id)])).status_code == 302
    with inside(shop):
        now = pricing.discount_by_id(autumn).fields
    assert (now.code, now.product_ids) == ("MINE", {lamp.id, other.id})


def test_collections_are_ticked(owner: Client, autumn: int, shop: Shop, inside: Inside) -> None:
    with inside(shop), acting_as(selling.STAFF):
        lamps = catalog.create_collection(CollectionFields("Lamps"))
    path = f"/admin/discounts/{autumn}"
    sent = form_of(owner.get(path), path, applies_to="collections", collections=[str(lamps)])
    assert owner.post(path, sent).status_code == 302
    with inside(shop):
        assert pricing.discount_by_id(autumn).fields.collection_ids == {lamps}
    assert f'value="{lamps}" checked' in owner.get(path).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": ""}, "Write the code that buyers type"),
        ({"code": "two words"}, "Write the code without spaces."),
        ({"code": "autumn25"}, "Another code is written like this already."),
        ({"percent": ""}, "Write a percentage like 25"),
        ({"percent": "101"}, "Write a percentage like 25"),
        ({"percent": "NaN"}, "Write a percentage like 25"),
        ({"percent": "1e999999999"}, "Write a percentage like 25"),
        ({"percent": "7.555"}, "Write a percentage like 25"),
        ({"kind": "amount"}, "Write the amount like 20"),
        ({"kind": "amount", "amount": "0"}, "Write the amount like 20"),
        ({"applies_to": "products"}, "Please fill this in."),
        ({"applies_to": "products", "products": ["77"]}, "One of these is no longer there."),
        ({"applies_to": "products", "products": ["x"]}, "One of these is no longer there."),
        ({"starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"}, "The end lies after the start."),
        ({"ends_at": "tomorrow"}, "Choose a day and a time"),
        ({"usage_limit": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
    owner: Client, autumn: int, inside: Inside, typed: dict[str, object], sentence: str
) -> None:
    sent = form_of(owner.get(NEW), NEW, code="OTHER", percent="10", starts_at="")
    answer = owner.post(NEW, sent | typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    with inside(answer.wsgi_request.tenant):
        assert [each.id for each in pricing.discounts_page().discounts] == [autumn]


def test_a_save_over_somebody_elses_is_refused(owner: Client, autumn: int, shop: Shop, inside: Inside) -> None:
    path = f"/admin/discounts/{autumn}"
    sent = form_of(owner.get(path), path, percent="30", combines_with=["order", "product"])
    with inside(shop), acting_as(selling.STAFF):
        pricing.edit_discount(autumn, replace(AUTUMN, basis_points=1000), version=1)
    answer = owner.post(path, sent)
    assert answer.status_code == 409
    assert "Percentage Differs Yours: 30 Saved now: 10" in said(answer)
    with inside(shop):
        assert pricing.discount_by_id(autumn).fields.basis_points == 1000
    assert owner.post(path, {**sent, "version": "2"}).status_code == 302
    with inside(shop):
        now = pricing.discount_by_id(autumn).fields
    assert (now.basis_points, now.combines_with) == (3000, {DiscountClass.ORDER, DiscountClass.PRODUCT})


def test_a_code_is_removed_unless_it_was_used(owner: Client, autumn: int, shop: Shop, inside: Inside) -> None:
    with inside(shop), acting_as(selling.STAFF):
        used = pricing.create_discount(replace(AUTUMN, code="USED"))
        pricing.take_uses(1, ("USED",), email="a@example.com")
    answer = owner.post(f"/admin/discounts/{used}/remove")
    assert answer.status_code == 422
    assert "Switch it off instead." in said(answer)
    assert owner.post(f"/admin/discounts/{autumn}/remove").status_code == 302
    with inside(shop):
        assert [each.id for each in pricing.discounts_page().discounts] == [used]


def test_the_list_is_filtered_and_goes_on(
    owner: Client, autumn: int, shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        pricing.create_discount(replace(AUTUMN, code="SLEEPS", is_active=False))
    assert "SLEEPS" not in said(owner.get("/admin/discounts", {"state": "active"}))
    assert "AUTUMN25" not in said(owner.get("/admin/discounts", {"q": "sle"}))
    assert "No discount found" in said(owner.get("/admin/discounts", {"q": "zzz"}))
    monkeypatch.setattr("shop.admin.views.discounts.PAGE", 1)
    first = owner.get("/admin/discounts")
    assert [each.fields.code for each in first.context["page"].discounts] == ["SLEEPS"]
    older = owner.get("/admin/discounts", {"before": first.context["page"].older})
    assert [each.fields.code for each in older.context["page"].discounts] == ["AUTUMN25"]


def test_who_may_not_edit_discounts_does_not_see_them(owner: Client, autumn: int, shop: Shop, inside: Inside) -> None:
    path = f"/admin/discounts/{autumn}"
    sent = form_of(owner.get(path), path, percent="99")
    with inside(shop):
        role = Role.objects.create(name="Picker", permissions=[Permission.PRODUCTS_EDIT.value])
        User.objects.update(role=role)
    assert b"/admin/discounts" not in owner.get("/admin/products").content
    for answer in (owner.get("/admin/discounts"), owner.post(NEW, sent), owner.post(path, sent)):
        assert answer.status_code == 403
    assert owner.post(f"{path}/remove").status_code == 403
    with inside(shop):
        assert pricing.discount_by_id(autumn).fields == AUTUMN


def test_an_unknown_discount_is_404(owner: Client, autumn: int) -> None:
    for discount_id in (1, 10**30):
        for address in ("", "/remove"):
            assert owner.post(f"/admin/discounts/{discount_id}{address}").status_code == 404


@pytest.mark.parametrize("more", [0, 9])
def test_what_the_discounts_ask_the_database(owner: Client, autumn: int, shop: Shop, inside: Inside, more: int) -> None:
    with inside(shop), acting_as(selling.STAFF):
        for place in range(more):
            pricing.create_discount(replace(AUTUMN, code=f"CODE{place}"))
    owner.get("/admin/discounts")
    codes = ["pricing_discountcode", "pricing_discounttarget"]
    with statements() as sent:
        owner.get("/admin/discounts")
    assert tables_read(sent) == ["staff_session", *codes, "pricing_discountcode", "catalog_settings"]
    with statements() as sent:
        owner.get(f"/admin/discounts/{autumn}")
    assert tables_read(sent) == ["staff_session", *codes, "catalog_settings", "catalog_collection"]
