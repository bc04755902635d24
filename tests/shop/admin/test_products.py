"""The merchant's products through HTTP."""

from django.test import Client

from pods.directory.models import Shop
from shop.catalog import api as catalog
from shop.catalog.types import Product, ProductState
from shop.money import Money
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.counter import change_price
from tests.shop.pages.visiting import PRODUCTS, said, statements, tables_read

NEW = {"version": 0, "title": "Odde stool", "description": "", "price": "209.50", "sku": "ODD", "state": "draft"}


def _form(product: Product, **changes: object) -> dict[str, object]:
    return {
        "version": product.version,
        "title": product.title,
        "description": product.description,
        "price": "189.00",
        "sku": product.sku,
        "state": "active",
        **changes,
    }


def test_the_list_shows_drafts_and_what_is_sold_out(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Tarn floor lamp", on_hand=0)
        selling.put_on_sale("Not yet", state=ProductState.DRAFT)
    words = said(owner.get("/admin/products"))
    assert "Skog table lamp Active SKG-MOS-24 5 can be bought €189.00" in words
    assert "Not yet Draft" in words
    sold_out = owner.get("/admin/products", {"show": "sold-out"})
    assert [product.title for product in sold_out.context["products"]] == ["Tarn floor lamp"]


def test_a_product_is_created_as_a_draft(owner: Client, shop: Shop, inside: Inside) -> None:
    answer = owner.post("/admin/products/new", NEW)
    assert answer.status_code == 302
    made = int(answer["Location"].rpartition("/")[2])
    with inside(shop):
        product = catalog.product_by_id(made)
    assert (product.title, product.price, product.state) == ("Odde stool", Money(20950, "EUR"), ProductState.DRAFT)


def test_a_product_is_changed(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    answer = owner.post(f"/admin/products/{lamp.id}", _form(lamp, title="Skog lamp", price="1,199.5"))
    assert answer["Location"] == f"/admin/products/{lamp.id}?saved"
    assert "Saved" in said(owner.get(answer["Location"]))
    with inside(shop):
        now = catalog.product_by_id(lamp.id)
    assert (now.title, now.price, now.version) == ("Skog lamp", Money(119950, "EUR"), lamp.version + 1)


def test_a_price_that_is_none_is_told_at_its_field_and_nothing_is_saved(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    for typed in ("", "free", "1.999", "-5", "1e5", "NaN"):
        answer = owner.post(f"/admin/products/{lamp.id}", _form(lamp, price=typed))
        assert answer.status_code == 422, typed
        assert "Not saved yet." in said(answer)
        assert 'id="id_price_error"' in answer.content.decode()
    with inside(shop):
        assert catalog.product_by_id(lamp.id) == lamp


def test_a_save_over_somebody_elses_is_refused_and_shows_both(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        change_price(lamp, 19900)
    answer = owner.post(f"/admin/products/{lamp.id}", _form(lamp, title="Mine"))
    words = said(answer)
    assert answer.status_code == 409
    assert "Somebody saved this product while you were writing." in words
    assert "Title Mine Skog table lamp" in words
    assert "Price 189.00 199.00" in words
    with inside(shop):
        saved = catalog.product_by_id(lamp.id)
    assert (saved.title, saved.price.minor) == ("Skog table lamp", 19900)
    again = owner.post(f"/admin/products/{lamp.id}", _form(saved, title="Mine"))
    assert again.status_code == 302


def test_stock_comes_and_goes(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    assert owner.post(f"/admin/products/{lamp.id}/stock", {"change": "3", "reason": "delivery"}).status_code == 302
    assert owner.post(f"/admin/products/{lamp.id}/stock", {"change": "-2", "reason": "breakage"}).status_code == 302
    with inside(shop):
        assert selling.stock_of(lamp) == (6, 0)


def test_stock_does_not_go_below_nothing(owner: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    for change, reason in (("-6", "breakage"), ("0", "nothing"), ("x", "what"), ("1", "")):
        answer = owner.post(f"/admin/products/{lamp.id}/stock", {"change": change, "reason": reason})
        assert answer.status_code == 422, change
    with inside(shop):
        assert selling.stock_of(lamp) == (5, 0)


def test_an_unknown_and_another_shops_product_are_404(
    owner: Client, lamp: Product, other_shop: Shop, inside: Inside
) -> None:
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale("Theirs alone")
    for product_id in (theirs.id, 1, 10**30):
        assert owner.get(f"/admin/products/{product_id}").status_code == 404
        assert owner.post(f"/admin/products/{product_id}", _form(theirs)).status_code == 404
    with inside(other_shop):
        assert catalog.product_by_id(theirs.id) == theirs


def test_what_the_products_ask_the_database(owner: Client, lamp: Product) -> None:
    owner.get("/admin/products")
    signed_in = ["staff_session"]
    with statements() as sent:
        owner.get("/admin/products")
    assert tables_read(sent) == [*signed_in, "catalog_settings", *PRODUCTS]
    with statements() as sent:
        owner.get(f"/admin/products/{lamp.id}")
    assert tables_read(sent) == [*signed_in, "catalog_settings", *PRODUCTS]


def test_an_empty_form_says_what_to_write_and_begins_there(owner: Client) -> None:
    answer = owner.post("/admin/products/new", {"version": 0, "state": "draft"})
    assert answer.status_code == 422
    assert "Give the product a title. Write the price like 189 or 189.50." in said(answer)
    page = answer.content.decode()
    assert page.count("autofocus") == 1
    assert "autofocus" in page[: page.index('href="#id_title"')]
