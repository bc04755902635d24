"""The merchant's products through HTTP: the list, and the editor of what a product is by itself."""

from dataclasses import replace

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import Product, ProductState
from shop.money import Money
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.admin.sending import form_of
from tests.shop.pages.counter import change_price
from tests.shop.pages.visiting import PRODUCTS, said, statements, tables_read

NEW = "/admin/products/new"


def _titles(answer: object) -> list[str]:
    return [product.title for product in answer.context["page"].products]  # type: ignore[attr-defined]


def test_the_list_shows_drafts_and_counts_by_state(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Not yet", state=ProductState.DRAFT, vendor="Norrland", product_type="Stools")
    answer = owner.get("/admin/products")
    words = said(answer)
    assert "All 2 Active 1 Drafts 1 Archived 0" in words
    assert "Skog table lamp Active SKG-MOS-24 5 can be bought €189.00" in words
    assert "Not yet Draft Stools Norrland" in words
    assert _titles(owner.get("/admin/products", {"state": "draft"})) == ["Not yet"]


def test_products_are_found_by_word_and_tag(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Odde stool", vendor="Norrland", tags=("Gift",))
    assert _titles(owner.get("/admin/products", {"q": "norr stool"})) == ["Odde stool"]
    assert _titles(owner.get("/admin/products", {"tag": "gift"})) == ["Odde stool"]
    nothing = owner.get("/admin/products", {"q": "teapot"})
    assert "No product found" in said(nothing)
    assert b'href="/admin/products"' in nothing.content


def test_the_list_goes_on_where_it_ended(
    owner: Client, shop: Shop, inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(shop):
        for title in ("Alma", "Birk", "Tove"):
            selling.put_on_sale(title)
    monkeypatch.setattr("shop.admin.views.products.PAGE", 2)
    first = owner.get("/admin/products")
    assert _titles(first) == ["Alma", "Birk"]
    second = owner.get("/admin/products", {"after": first.context["page"].after})
    assert _titles(second) == ["Skog table lamp", "Tove"]
    assert "Previous page" in said(second)
    assert "Next page" not in said(second)


def test_a_shop_without_products_says_what_one_is(shop: Shop, owner: Client, lamp: Product, inside: Inside) -> None:
    with inside(shop), acting_as(selling.STAFF):
        catalog.delete_product(lamp.id, version=lamp.version)
    assert "No products yet" in said(owner.get("/admin/products"))


def test_a_product_is_created_as_a_draft(owner: Client, shop: Shop, inside: Inside) -> None:
    page = owner.get(NEW)
    sent = form_of(page, NEW, title="Odde stool", tags="oak, Stool ,oak", vendor="Norrland")
    sent |= {"variants-0-price": "209.50", "variants-0-sku": "ODD", "variants-0-on_hand": "7"}
    answer = owner.post(NEW, sent)
    assert answer.status_code == 302
    with inside(shop):
        made = catalog.product_by_id(int(answer["Location"].rpartition("/")[2]))
    assert (made.title, made.price, made.state) == ("Odde stool", Money(20950, "EUR"), ProductState.DRAFT)
    assert (made.tags, made.vendor, made.sku, made.on_hand) == (("oak", "Stool"), "Norrland", "ODD", 7)


def test_a_product_is_changed(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    path = f"/admin/products/{lamp.id}"
    sent = form_of(owner.get(path), path, title="Skog lamp", seo_title="A lamp", state="archived")
    answer = owner.post(path, sent | {"variants-0-price": "1,199.5"})
    assert answer["Location"] == f"{path}?saved"
    assert "Saved" in said(owner.get(answer["Location"]))
    with inside(shop):
        now = catalog.product_by_id(lamp.id)
    assert (now.title, now.price, now.version) == ("Skog lamp", Money(119950, "EUR"), lamp.version + 1)
    assert (now.seo_title, now.state, now.on_hand) == ("A lamp", ProductState.ARCHIVED, lamp.on_hand)


def test_a_form_that_is_sent_as_it_came_changes_nothing_but_the_version(
    owner: Client, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        made = selling.put_on_sale("Whole", description="<p>One\nTwo</p>", tags=("a", "b"), vendor="V")
    path = f"/admin/products/{made.id}"
    assert owner.post(path, form_of(owner.get(path), path)).status_code == 302
    with inside(shop):
        now = catalog.product_by_id(made.id)
    assert replace(now, version=made.version) == made


def test_a_price_that_is_none_is_told_at_its_field_and_nothing_is_saved(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/products/{lamp.id}"
    sent = form_of(owner.get(path), path)
    for typed in ("", "free", "1.999", "-5", "1e5", "NaN", "9" * 19):
        answer = owner.post(path, sent | {"variants-0-price": typed})
        assert answer.status_code == 422, typed
        assert "Not saved yet." in said(answer)
        assert 'href="#id_variants-0-price"' in answer.content.decode()
    with inside(shop):
        assert catalog.product_by_id(lamp.id) == lamp


def test_a_save_over_somebody_elses_is_refused_and_shows_both(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    path = f"/admin/products/{lamp.id}"
    sent = form_of(owner.get(path), path, title="Mine")
    with inside(shop):
        change_price(lamp, 19900)
    answer = owner.post(path, sent)
    words = said(answer)
    assert answer.status_code == 409
    assert "Somebody saved this product while you were writing." in words
    assert "Title Differs Yours: Mine Saved now: Skog table lamp" in words
    assert "Variants Differs Yours: 189.00 · SKG-MOS-24 Saved now: 199.00 · SKG-MOS-24" in words
    with inside(shop):
        saved = catalog.product_by_id(lamp.id)
    assert (saved.title, saved.price.minor) == ("Skog table lamp", 19900)
    reader = answer.content.decode().replace('<form method="post" class', f'<form method="post" action="{path}" class')
    answer.content = reader.encode()
    assert owner.post(path, form_of(answer, path)).status_code == 302
    with inside(shop):
        now = catalog.product_by_id(lamp.id)
    assert (now.title, now.price.minor, now.variant_id) == ("Mine", 18900, lamp.variant_id)


def test_a_product_is_deleted_unless_it_was_sold(
    owner: Client, lamp: Product, shop: Shop, inside: Inside, gateway: object
) -> None:
    with inside(shop):
        other = selling.put_on_sale("Never sold")
        selling.buy(lamp)
    answer = owner.post(f"/admin/products/{lamp.id}/delete", {"version": lamp.version})
    assert answer.status_code == 422
    assert "Archive it instead." in said(answer)
    assert owner.post(f"/admin/products/{other.id}/delete", {"version": other.version + 1}).status_code == 409
    assert owner.get(f"/admin/products/{other.id}").status_code == 200
    assert owner.post(f"/admin/products/{other.id}/delete", {"version": other.version}).status_code == 302
    assert owner.get(f"/admin/products/{other.id}").status_code == 404
    assert owner.get(f"/admin/products/{lamp.id}").status_code == 200


def test_an_unknown_and_another_shops_product_are_404(
    owner: Client, lamp: Product, other_shop: Shop, inside: Inside
) -> None:
    sent = form_of(owner.get(f"/admin/products/{lamp.id}"), f"/admin/products/{lamp.id}")
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale("Theirs alone")
    for product_id in (theirs.id, 1, 10**30):
        assert owner.get(f"/admin/products/{product_id}").status_code == 404
        assert owner.post(f"/admin/products/{product_id}", sent).status_code == 404
        assert owner.post(f"/admin/products/{product_id}/delete", {"version": 1}).status_code == 404
    with inside(other_shop):
        assert catalog.product_by_id(theirs.id) == theirs


def test_who_may_not_edit_products_sees_them_only(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    path = f"/admin/products/{lamp.id}"
    sent = form_of(owner.get(path), path, title="Mine")
    with inside(shop):
        role = Role.objects.create(name="Picker", permissions=[Permission.STOCK_ADJUST.value])
        User.objects.update(role=role)
    assert "Create product" not in said(owner.get("/admin/products"))
    for asked in (owner.get(NEW), owner.post(path, sent), owner.post(f"{path}/delete", {"version": lamp.version})):
        assert asked.status_code == 403
        assert "You may not edit products." in said(asked)
    with inside(shop):
        assert catalog.product_by_id(lamp.id) == lamp


@pytest.mark.parametrize("more", [0, 9])
def test_what_the_products_ask_the_database(
    owner: Client, lamp: Product, shop: Shop, inside: Inside, more: int
) -> None:
    with inside(shop):
        for place in range(more):
            selling.put_on_sale(f"Lamp {place}")
    owner.get("/admin/products")
    signed_in = ["staff_session"]
    with statements() as sent:
        owner.get("/admin/products")
    assert tables_read(sent) == [*signed_in, "catalog_settings", *PRODUCTS, "catalog_product"]  # the page; the counts
    with statements() as sent:
        owner.get(f"/admin/products/{lamp.id}")
    assert tables_read(sent) == [*signed_in, "catalog_settings", *PRODUCTS, "catalog_collection"]


def test_an_empty_form_says_what_to_write_and_begins_there(owner: Client) -> None:
    answer = owner.post(NEW, form_of(owner.get(NEW), NEW))
    assert answer.status_code == 422
    assert "Give the product a title. Write the price like 189 or 189.50." in said(answer)
    page = answer.content.decode()
    assert page.count("autofocus") == 1
    assert "autofocus" in page[: page.index('href="#id_title"')]


def test_a_form_without_its_grid_is_refused(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    for path in (NEW, f"/admin/products/{lamp.id}"):
        answer = owner.post(path, {"version": lamp.version, "title": "Mine", "state": "active"})
        assert answer.status_code == 422
    with inside(shop):
        assert catalog.product_by_id(lamp.id) == lamp
