"""The order status page: its address is not to be guessed, works in any browser, and shows no more than needed."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.types import Order, Parcel
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import said

pytestmark = pytest.mark.usefixtures("gateway")


@pytest.fixture
def bought(lamp: Product, shop: Shop, inside: Inside, gateway: object) -> Order:
    with inside(shop):
        number = selling.buy(lamp, 2).order_number
        assert number is not None
        return orders.order_by_number(number)


def _address(order: Order) -> str:
    return f"/orders/status/{order.status_token}"


def test_the_address_works_in_any_browser_and_shows_neither_email_nor_card_nor_street(
    bought: Order, shop: Shop, browser_at: Callable[[Shop], Client]
) -> None:
    answer = browser_at(shop).get(_address(bought))
    words = said(answer)
    assert f"Order #{bought.number}" in words
    assert "Skog table lamp" in words
    assert not any(secret in words for secret in (bought.email, "4242", bought.shipping.line1))
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_token_is_long_and_another_one_is_404(
    bought: Order, shop: Shop, browser_at: Callable[[Shop], Client]
) -> None:
    assert len(bought.status_token) >= 32
    for wrong in (bought.status_token[:-1], bought.status_token.swapcase(), "x", str(bought.number)):
        assert browser_at(shop).get(f"/orders/status/{wrong}").status_code == 404


def test_another_shop_does_not_know_it(
    bought: Order, other_shop: Shop, browser_at: Callable[[Shop], Client], inside: Inside
) -> None:
    with inside(other_shop):
        selling.furnish()
    assert browser_at(other_shop).get(_address(bought)).status_code == 404


def test_it_tells_what_was_sent(
    bought: Order, shop: Shop, browser_at: Callable[[Shop], Client], inside: Inside
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        orders.fulfil_order(bought.id, Parcel(key="p" * 24, carrier="Post", tracking_number="NO 77"))
    words = said(browser_at(shop).get(_address(bought)))
    assert "Post 2 × Skog table lamp NO 77" in words
    assert "All sent , done" in words
