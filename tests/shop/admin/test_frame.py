"""Who gets into the admin, what everybody sees there, and what is refused."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.admin.urls import urlpatterns
from shop.catalog.types import Product, ProductState
from shop.staff.api import Permission
from shop.staff.models import Role, User
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import said, statements, tables_read

OPEN_TO_ALL = {"sign_in", "sign_out"}


def _admin_routes() -> list[tuple[str, str]]:
    """Return name and an example path of every page of the admin."""
    return [(str(each.name), re.sub(r"<\w+:\w+>", "1001", str(each.pattern))) for each in urlpatterns]


@pytest.mark.parametrize(("name", "path"), [each for each in _admin_routes() if each[0] not in OPEN_TO_ALL])
def test_nobody_gets_in_without_signing_in(
    lamp: Product, shop: Shop, browser_at: Callable[[Shop], Client], name: str, path: str
) -> None:
    stranger = browser_at(shop)
    for ask in (stranger.get, stranger.post):
        answer = ask(f"/admin/{path}")
        assert answer.status_code in {302, 405}
        if answer.status_code == 302:
            assert answer["Location"].startswith("/admin/sign-in?next=")


def test_the_sign_in_page_names_the_shop(lamp: Product, shop: Shop, browser_at: Callable[[Shop], Client]) -> None:
    answer = browser_at(shop).get("/admin/sign-in")
    assert f"Sign in to {shop.name}" in said(answer)
    assert 'class="in"' in answer.content.decode()


def test_the_first_page_has_figures_that_link_to_what_they_count(owner: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.put_on_sale_in_variants("Shirt", {"Small": 1, "Large": 0})
        selling.put_on_sale("Not yet", state=ProductState.DRAFT, on_hand=1)
    answer = owner.get("/admin/")
    assert "Orders 0" in said(answer)
    assert "Active products 2" in said(answer)
    assert "Variants run out 1" in said(answer)
    page = answer.content.decode()
    for href in ("/admin/orders", "/admin/products?state=active", "/admin/stock?show=short"):
        assert f'href="{href}"' in page
        assert owner.get(href).status_code == 200


def test_signing_out_is_a_button_on_every_page(owner: Client) -> None:
    assert "Ingrid Moen" in said(owner.get("/admin/orders"))
    assert owner.post("/admin/sign-out").status_code == 302
    assert owner.get("/admin/orders")["Location"].startswith("/admin/sign-in")


def test_a_missing_permission_is_named_and_its_pages_are_not_offered(
    owner: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        role = Role.objects.create(name="Picker", permissions=[Permission.STOCK_ADJUST.value])
        User.objects.update(role=role)
    answer = owner.get("/admin/orders")
    assert answer.status_code == 403
    assert "You may not see orders." in said(answer)
    home = owner.get("/admin/")
    assert "Newest orders" not in said(home)
    assert b'href="/admin/orders"' not in home.content
    assert owner.post(f"/admin/products/{lamp.id}", {}).status_code == 403


def test_pages_of_the_admin_are_not_kept_by_anybody(owner: Client) -> None:
    assert "no-store" in owner.get("/admin/")["Cache-Control"]


def test_the_policy_allows_nothing_from_elsewhere(owner: Client) -> None:
    for path in ("/admin/", "/"):
        policy = owner.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_what_the_first_page_asks_the_database(owner: Client) -> None:
    owner.get("/admin/")
    with statements() as sent:
        owner.get("/admin/")
    assert tables_read(sent) == [
        "staff_session",  # who it is
        "catalog_product",  # how many there are by state
        "inventory_stockitem",  # how many have run out
        "orders_order",  # the newest
        "orders_order",  # how many there are
    ]
