"""What is said when a request cannot be answered."""

import pytest
from django.http import Http404, HttpRequest
from django.template import loader
from django.test import Client, RequestFactory

from config import errors
from pods.directory.models import Shop
from tests.shop.pages.visiting import said, statements


@pytest.fixture
def request_at(rf: RequestFactory, shop: Shop) -> HttpRequest:
    request = rf.get("/nothing")
    request.tenant = shop
    request.request_id = "0123456789"
    return request


def test_a_fault_of_ours_is_told_without_a_query(request_at: HttpRequest) -> None:
    with statements() as sent:
        answer = errors.server_error(request_at)
    assert (answer.status_code, sent) == (500, [])
    assert "That was our fault" in said(answer)
    assert "Reference 0123456789" in said(answer)


def test_the_shops_404_is_in_its_own_look_and_asks_nothing(request_at: HttpRequest, shop: Shop) -> None:
    with statements() as sent:
        answer = errors.not_found(request_at, Http404())
    assert (answer.status_code, sent) == (404, [])
    assert shop.name in said(answer)


def test_the_admins_404_leads_back_to_the_admin(request_at: HttpRequest) -> None:
    request_at.path = "/admin/nothing"
    assert b'href="/admin/"' in errors.not_found(request_at, Http404()).content


def test_a_shop_that_cannot_be_reached_says_that_orders_are_safe() -> None:
    page = loader.render_to_string("503.html", {"reason": "", "retry_after_s": 7})
    assert "Your order is safe" in page
    assert '<meta http-equiv="refresh" content="7">' in page
    reasoned = loader.render_to_string("503.html", {"reason": "We do not know yet.", "retry_after_s": 2})
    assert "We do not know yet." in reasoned
    assert "refresh" not in reasoned


def test_a_host_without_a_shop_gets_the_platforms_plain_page(shop: Shop) -> None:
    answer = Client(HTTP_HOST="nobody.localhost").get("/")
    assert answer.status_code == 404
    assert "There is no shop at nobody.localhost" in said(answer)


def test_a_host_name_cannot_write_into_the_page() -> None:
    page = loader.render_to_string("unknown_host.html", {"host": "<script>alert(1)</script>"})
    assert "<script>" not in page


def test_a_missing_permission_is_named() -> None:
    assert "orders.refund" in loader.render_to_string("403.html", {"permission": "orders.refund"})
