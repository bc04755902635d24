"""The cart through HTTP, without a script."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import Product, ProductState
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages import counter
from tests.shop.pages.visiting import FOR_SALE, TERMS, said, statements, tables_read


def test_an_empty_cart_says_so(buyer: Client) -> None:
    assert "Your cart is empty" in said(buyer.get("/cart"))


def test_a_product_goes_into_the_cart_and_its_number_into_every_header(buyer: Client, lamp: Product) -> None:
    answer = buyer.post("/cart/add", {"id": lamp.variant_id, "quantity": 2})
    assert (answer.status_code, answer["Location"]) == (302, "/cart")
    page = buyer.get("/cart")
    assert page.context["cart"].quantity == 2
    assert "Skog table lamp €378.00" in said(page)
    assert 'aria-label="Cart, 2 items"' in buyer.get("/").content.decode()


def test_without_a_quantity_one_is_meant(buyer: Client, lamp: Product) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id})
    assert buyer.get("/cart").context["cart"].quantity == 1


def test_no_cache_keeps_a_cart(buyer: Client) -> None:
    assert "no-store" in buyer.get("/cart")["Cache-Control"]


def test_the_session_is_born_with_the_first_line(buyer: Client, lamp: Product) -> None:
    answer = buyer.post("/cart/add", {"id": lamp.variant_id})
    assert answer.cookies["session"]["httponly"]


def test_more_than_there_are_is_refused_and_the_cart_stays(buyer: Client, lamp: Product) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id, "quantity": 4})
    answer = buyer.post("/cart/add", {"id": lamp.variant_id, "quantity": 2})
    assert answer.status_code == 409
    assert "Only 5 of Skog table lamp are left." in said(answer)
    assert answer.context["cart"].quantity == 4
    answer = buyer.post("/cart/change", {"id": lamp.variant_id, "quantity": 9})
    assert answer.status_code == 409
    assert buyer.get("/cart").context["cart"].quantity == 4


def test_quantities_change_and_lines_go(buyer: Client, lamp: Product) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id, "quantity": 2})
    buyer.post("/cart/change", {"id": lamp.variant_id, "quantity": 3})
    assert buyer.get("/cart").context["cart"].quantity == 3
    buyer.post("/cart/change", {"id": lamp.variant_id, "quantity": 3, "remove": "1"})
    assert "Your cart is empty" in said(buyer.get("/cart"))
    assert 'aria-label="Cart, 0 items"' in buyer.get("/").content.decode()


def test_what_was_sold_meanwhile_is_told_and_bars_the_checkout(
    buyer: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id, "quantity": 4})
    with inside(shop):
        counter.take_from_stock(lamp, 3)
    page = buyer.get("/cart")
    assert "Only 2 are left. Lower the quantity to go on." in said(page)
    assert b'href="/checkout"' not in page.content
    assert buyer.get("/checkout")["Location"] == "/cart"


@pytest.mark.parametrize("sent", [{}, {"id": "x"}, {"id": "-1"}, {"id": "1", "quantity": "many"}, {"id": "1" * 30}])
def test_nonsense_is_refused(buyer: Client, sent: dict[str, str]) -> None:
    assert buyer.post("/cart/add", sent).status_code in {400, 404, 422}
    assert buyer.post("/cart/change", sent).status_code in {422, 302}


def test_a_full_cart_says_so_on_its_page(buyer: Client, lamp: Product, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        shirt = selling.put_on_sale_in_variants("Shirt", {str(size): 5 for size in range(100)})
    for first in (0, 50):
        items = [{"id": variant.id} for variant in shirt.variants[first : first + 50]]
        assert buyer.post("/cart/add.js", {"items": items}, content_type="application/json").status_code == 200
    answer = buyer.post("/cart/add", {"id": lamp.variant_id})
    assert answer.status_code == 409
    assert "A cart holds at most 100 different things. Take something out to put this in." in said(answer)
    told = buyer.post("/cart/add.js", {"id": lamp.variant_id}, content_type="application/json")
    assert (told.status_code, told.json()["description"][:36]) == (422, "A cart holds at most 100 different t")
    assert len(buyer.get("/cart").context["cart"].lines) == 100


def test_how_many_of_one_thing_is_limited_on_the_page_and_for_scripts(
    buyer: Client, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        globe = selling.put_on_sale("Globe", on_hand=500)
    assert 'max="99"' in buyer.get(f"/products/{globe.handle}").content.decode()
    sent = {"id": globe.variant_id, "quantity": 60}
    buyer.post("/cart/add", sent)
    again = buyer.post("/cart/add", sent)
    assert (again.status_code, "A cart holds at most 99 of one thing." in said(again)) == (409, True)
    script = buyer.post("/cart/add.js", sent)
    assert (script.status_code, script.json()["description"]) == (422, "A cart holds at most 99 of one thing.")
    for path in ("/cart/add", "/cart/change"):
        answer = buyer.post(path, sent | {"quantity": 100})
        assert (answer.status_code, "Say how many, in digits: 1 to 99." in said(answer)) == (422, True)
    assert buyer.get("/cart").context["cart"].quantity == 60


def test_what_is_no_longer_sold_cannot_be_raised_but_taken_out(
    buyer: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id})
    with inside(shop), acting_as(selling.STAFF):
        catalog.set_product_state(lamp.id, ProductState.ARCHIVED, version=lamp.version)
    answer = buyer.post("/cart/change", {"id": lamp.variant_id, "quantity": 2})
    assert (answer.status_code, "This is no longer sold. Take it out to go on." in said(answer)) == (409, True)
    buyer.post("/cart/change", {"id": lamp.variant_id, "remove": "1"})
    assert "Your cart is empty" in said(buyer.get("/cart"))


def test_an_unknown_variant_is_404(buyer: Client) -> None:
    assert buyer.post("/cart/add", {"id": 9_007_199_254_740_991}).status_code == 404


def test_adding_needs_a_post_with_our_token(buyer: Client, lamp: Product, shop: Shop) -> None:
    assert buyer.get("/cart/add").status_code == 405
    stranger = Client(enforce_csrf_checks=True, HTTP_HOST=shop.first_host)
    answer = stranger.post("/cart/add", {"id": lamp.variant_id})
    assert answer.status_code == 403
    assert "This page was open too long" in said(answer)


def test_what_the_cart_asks_the_database(buyer: Client, lamp: Product) -> None:
    buyer.post("/cart/add", {"id": lamp.variant_id})
    with statements() as sent:
        buyer.get("/cart")
    assert tables_read(sent) == [
        "staff_session",  # written just now: the cache is not asked for ten seconds
        "orders_cartline",
        "orders_cartcode",
        "catalog_settings",  # the currency
        *FOR_SALE,  # today's prices and stock
        *TERMS,
        "orders_checkout",  # one that is not paid yet
    ]
