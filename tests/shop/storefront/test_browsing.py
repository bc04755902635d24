"""The shop's shelves through HTTP."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product, ProductState
from shop.storefront.themes import PRESETS, theme_of
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import PRODUCTS, said, statements, tables_read


def test_the_first_page_shows_what_is_for_sale_and_the_newest_large(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale("Fjell pendant", price_minor=23950)
        selling.put_on_sale("Not yet", state=ProductState.DRAFT)
    answer = buyer.get("/")
    words = said(answer)
    assert answer.status_code == 200
    assert answer.context["newest"].title == "Fjell pendant"
    assert "Skog table lamp €189 " in words
    assert "€239.50" in words
    assert "Not yet" not in words


def test_a_shop_without_products_says_so(shop: Shop, browser_at: Callable[[Shop], Client]) -> None:
    selling.furnish()
    assert "Nothing is for sale yet" in said(browser_at(shop).get("/"))


def test_a_product_page_shows_price_words_and_how_many_are_left(buyer: Client, lamp: Product) -> None:
    words = said(buyer.get(f"/products/{lamp.handle}"))
    assert "A low dome of spun steel. It dims in three steps." in words
    assert "Add to cart €189" in words
    assert "5 left" in words


def test_scarcity_is_only_told_when_it_is_true(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        stool = selling.put_on_sale("Odde stool", on_hand=6)
    words = said(buyer.get(f"/products/{stool.handle}"))
    assert "In stock" in words
    assert "left" not in words


def test_a_sold_out_product_says_so_and_cannot_be_added(buyer: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        gone = selling.put_on_sale("Tarn floor lamp", on_hand=0)
    page = buyer.get(f"/products/{gone.handle}")
    assert "Sold out" in said(page)
    assert b"/cart/add" not in page.content
    answer = buyer.post("/cart/add", {"id": gone.variant_id})
    assert answer.status_code == 409
    assert "Tarn floor lamp is sold out." in said(answer)
    assert "session" not in answer.cookies


def test_a_draft_and_an_unknown_product_are_404_in_the_shops_own_look(
    buyer: Client, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        draft = selling.put_on_sale("Not yet", state=ProductState.DRAFT)
    for handle in (draft.handle, "nothing"):
        answer = buyer.get(f"/products/{handle}")
        assert answer.status_code == 404
        assert "There is nothing here" in said(answer)
        assert shop.name in said(answer)
        assert "Podium" not in said(answer)


def test_another_shops_product_is_404(buyer: Client, other_shop: Shop, inside: Inside) -> None:
    with inside(other_shop):
        selling.furnish()
        theirs = selling.put_on_sale("Theirs alone")
    assert buyer.get(f"/products/{theirs.handle}").status_code == 404
    assert buyer.get(f"/products/{theirs.handle}.svg").status_code == 404
    assert buyer.post("/cart/add", {"id": theirs.variant_id}).status_code == 404


def test_a_picture_with_its_version_is_kept_for_ever(buyer: Client, lamp: Product) -> None:
    kept = buyer.get(f"/products/{lamp.handle}.svg", {"v": lamp.picture_key})
    assert kept["Content-Type"] == "image/svg+xml"
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert buyer.get(f"/products/{lamp.handle}.svg")["Cache-Control"] == "public, max-age=60"


def test_the_theme_is_a_sheet_whose_address_is_its_hash(buyer: Client, shop: Shop) -> None:
    address = f"/theme/{theme_of(shop.pk).hash}.css"
    assert f'href="{address}"' in buyer.get("/").content.decode()
    answer = buyer.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert answer.content.decode() == theme_of(shop.pk).css
    assert buyer.get("/theme/0000000000000000.css").status_code == 404


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_a_theme_sets_variables_and_nothing_else(theme: object) -> None:
    css = theme.css  # type: ignore[attr-defined]
    assert css.startswith(":root {--s-")
    assert css.count("{") == css.count("}") == 1
    assert "url(" not in css


def test_looking_around_makes_no_session_and_no_cookie(buyer: Client, lamp: Product) -> None:
    for path in ("/", "/cart", f"/products/{lamp.handle}.svg"):
        assert "session" not in buyer.get(path).cookies


def test_a_page_is_in_one_language(buyer: Client) -> None:
    page = buyer.get("/", headers={"Accept-Language": "de"}).content.decode()
    assert '<html lang="en">' in page
    assert "€189" in page


def test_what_the_pages_ask_the_database(buyer: Client, lamp: Product) -> None:
    with statements() as sent:
        buyer.get("/")
    assert tables_read(sent) == [
        "catalog_settings",  # the currency of the prices
        *PRODUCTS,  # all that is active, with prices and stock
    ]
    with statements() as sent:
        buyer.get(f"/products/{lamp.handle}")
    assert tables_read(sent) == [
        "catalog_settings",
        *PRODUCTS,  # this one
        "catalog_settings",
        *PRODUCTS,  # more from the shop
    ]
    with statements() as sent:
        buyer.get(f"/products/{lamp.handle}.svg")
    assert tables_read(sent) == ["catalog_product"]
    with statements() as sent:
        buyer.get("/nothing/here")
    assert sent == []  # an error page asks nothing
