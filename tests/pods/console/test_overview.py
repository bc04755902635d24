"""The platform's own host."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.console import selectors
from pods.directory.models import Shop
from shop.staff.services import create_operator
from tests.conftest import Inside
from tests.shop.pages.visiting import said, statements, tables_read

EMAIL, PASSWORD = "otto@podium.example", "a calm green harbour"

type BrowserAt = Callable[[Shop], Client]


@pytest.fixture
def operator(shop: Shop, public: Shop, inside: Inside, browser_at: BrowserAt) -> Client:
    """A browser in which an operator has signed in."""
    with inside(public):
        create_operator(EMAIL, "Otto", PASSWORD)
    browser = browser_at(public)
    answer = browser.post("/admin/sign-in", {"email": EMAIL, "password": PASSWORD, "next": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    return browser


def test_the_first_page_says_what_this_host_is_and_asks_nothing(public: Shop, browser_at: BrowserAt) -> None:
    browser = browser_at(public)
    browser.get("/")
    with statements() as sent:
        answer = browser.get("/")
    assert (answer.status_code, sent) == (200, [])
    assert "Shops live here, each in a pod of its own" in said(answer)


def test_the_console_asks_who_you_are(public: Shop, browser_at: BrowserAt) -> None:
    assert b'href="/admin/sign-in"' in browser_at(public).get("/").content
    answer = browser_at(public).get("/admin/")
    assert answer["Location"] == "/admin/sign-in?next=%2Fadmin%2F"
    assert "Sign in to Podium" in said(browser_at(public).get(answer["Location"]))


def test_an_operator_sees_pods_and_shops(operator: Client, shop: Shop, far_shop: Shop) -> None:
    words = said(operator.get("/"))
    assert words == said(operator.get("/admin/"))
    assert "pod_1 This machine open" in words
    assert f"{shop.name} {shop.first_host} open pod_1" in words
    assert f"{far_shop.name} {far_shop.first_host} open pod_2" in words


def test_shops_come_a_page_at_a_time(shop: Shop, public: Shop, inside: Inside) -> None:
    with inside(public):
        first = selectors.shops_page(size=2)
        assert first.after == first.shops[-1].id
        rest = selectors.shops_page(after=first.after, size=1000)
    assert rest.after is None
    assert [row.id for row in first.shops + rest.shops] == sorted(row.id for row in first.shops + rest.shops)
    assert len(first.shops) + len(rest.shops) == first.total


def test_a_shops_staff_are_strangers_here(operator: Client, shop: Shop, browser_at: BrowserAt) -> None:
    stranger = browser_at(shop)
    stranger.cookies = operator.cookies
    assert stranger.get("/admin/")["Location"].startswith("/admin/sign-in")


def test_what_the_console_asks_the_directory(operator: Client) -> None:
    operator.get("/")
    with statements() as sent:
        operator.get("/")
    assert tables_read(sent) == [
        "staff_session",  # who it is
        "directory_pod",  # with the number of their shops
        "directory_shop",  # a page
        "directory_shop",  # how many there are
    ]
