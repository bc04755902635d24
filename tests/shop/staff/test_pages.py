"""The sign-in and sign-out pages through HTTP: cookies, redirects, and what another shop makes of them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from pods.directory.models import Shop
from pods.routing.opening import NewShop, furnish
from shop.staff.models import Session
from shop.staff.rules import SIGN_IN_LIMITS
from shop.staff.services import create_operator
from tests.conftest import Inside
from tests.shop.staff.conftest import EMAIL, PASSWORD, Watch

BrowserAt = Callable[[Shop], Client]

SIGN_IN, SIGN_OUT = "/admin/sign-in", "/admin/sign-out"


@pytest.fixture
def browser(shop: Shop, browser_at: BrowserAt) -> Client:
    """A browser at a shop that has all that a new shop is given."""
    furnish(NewShop(shop.handle, shop.name, owner_email=EMAIL, owner_name="Olga", owner_password=PASSWORD))
    return browser_at(shop)


@pytest.fixture
def count_sessions(shop: Shop, inside: Inside) -> Callable[[], int]:
    def count() -> int:
        with inside(shop):
            return Session.objects.count()

    return count


def _sign_in(browser: Client, *, password: str = PASSWORD, back_to: str = "") -> object:
    return browser.post(SIGN_IN, {"email": EMAIL, "password": password, "next": back_to})


def test_signing_in_leads_to_the_admin_with_a_cookie_of_this_host_only(browser: Client) -> None:
    answer = _sign_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    cookie = answer.cookies["session"]
    assert (cookie["domain"], cookie["path"]) == ("", "/")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("back_to", "lands"),
    [
        ("/admin/orders?page=2", "/admin/orders?page=2"),
        ("", "/admin/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_signing_in_leads_back_but_never_away(browser: Client, back_to: str, lands: str) -> None:
    assert _sign_in(browser, back_to=back_to)["Location"] == lands


def test_a_fragment_that_names_no_readable_page_is_led_to_the_first_one(browser: Client) -> None:
    answer = browser.get("/admin/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/admin/sign-in?next=%2Fadmin%2F")


def test_a_wrong_password_shows_the_form_again_and_no_cookie(browser: Client) -> None:
    answer = _sign_in(browser, password="wrong")
    assert answer.status_code == 200
    assert "session" not in answer.cookies
    assert b"do not belong together" in answer.content
    assert PASSWORD.encode() not in answer.content


def test_an_unknown_email_gets_the_very_same_answer(browser: Client) -> None:
    wrong = browser.post(SIGN_IN, {"email": EMAIL, "password": "wrong"})
    unknown = browser.post(SIGN_IN, {"email": "who@example.com", "password": "wrong"})
    assert wrong.status_code == unknown.status_code
    assert _plain(wrong.content, EMAIL) == _plain(unknown.content, "who@example.com")


def _plain(content: bytes, email: str) -> list[str]:
    """Return the page's lines without what differs for every request: the e-mail typed, and the form's token."""
    lines = content.decode().replace(email, "E-MAIL").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line and "nonce" not in line]


def test_after_too_many_tries_the_page_says_when_to_come_back(
    browser: Client, count_sessions: Callable[[], int]
) -> None:
    for _ in range(SIGN_IN_LIMITS.per_email):
        assert _sign_in(browser, password="wrong").status_code == 200
    answer = _sign_in(browser)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= SIGN_IN_LIMITS.window_s
    assert count_sessions() == 0


def test_a_form_from_another_site_is_refused(shop: Shop, browser: Client, count_sessions: Callable[[], int]) -> None:
    strict = Client(HTTP_HOST=shop.first_host, enforce_csrf_checks=True)
    assert _sign_in(strict).status_code == 403
    assert count_sessions() == 0


def test_looking_at_pages_makes_no_session(browser: Client, count_sessions: Callable[[], int]) -> None:
    assert browser.get(SIGN_IN).status_code == 200
    assert browser.get("/admin/").status_code == 302
    assert count_sessions() == 0
    assert "session" not in browser.cookies


def test_who_is_signed_in_is_led_past_the_sign_in_page(browser: Client) -> None:
    _sign_in(browser)
    assert browser.get(SIGN_IN)["Location"] == "/admin/"


def test_a_sign_out_ends_the_session_and_takes_the_cookie(browser: Client) -> None:
    _sign_in(browser)
    key = browser.cookies["session"].value
    answer = browser.post(SIGN_OUT)
    assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
    assert answer.cookies["session"].value == ""
    browser.cookies["session"] = key
    assert browser.get("/admin/").status_code == 302


def test_a_link_cannot_sign_anybody_out(browser: Client) -> None:
    _sign_in(browser)
    assert browser.get(SIGN_OUT).status_code == 405
    assert browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("stranger", ["other_shop", "far_shop"])
def test_a_cookie_replayed_at_another_shop_opens_nothing(
    browser: Client, browser_at: BrowserAt, stranger: str, request: pytest.FixtureRequest
) -> None:
    _sign_in(browser)
    thief = browser_at(request.getfixturevalue(stranger))
    thief.cookies["session"] = browser.cookies["session"].value
    answer = thief.get("/admin/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/sign-in?next=%2Fadmin%2F")
    assert browser.get("/admin/").status_code == 200


def test_a_page_of_the_admin_does_not_write_the_session(browser: Client, shop: Shop, statements: Watch) -> None:
    _sign_in(browser)
    with statements() as seen:
        assert browser.get("/admin/").status_code == 200
    assert [sql for sql in seen if not sql.startswith("SELECT")] == []


def test_an_expired_session_has_to_sign_in_again(browser: Client, shop: Shop, inside: Inside) -> None:
    _sign_in(browser)
    with inside(shop):
        Session.objects.update(expires_at=timezone.now())
    assert browser.get("/admin/").status_code == 302


def test_an_operator_signs_in_at_the_platforms_host_only(
    browser: Client, browser_at: BrowserAt, public: Shop, inside: Inside
) -> None:
    with inside(public):
        create_operator("op@example.com", "Otto", PASSWORD)
    given = {"email": "op@example.com", "password": PASSWORD}
    assert browser.post(SIGN_IN, given).status_code == 200
    at_platform = browser_at(public)
    answer = at_platform.post(SIGN_IN, given)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    browser.cookies["session"] = at_platform.cookies["session"].value
    assert browser.get("/admin/").status_code == 302
