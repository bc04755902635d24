"""With HTTPS on, a request over plain HTTP is sent on to its own host, and only when a shop has that host."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from pods.directory.models import Shop

type BrowserAt = Callable[[Shop], Client]


@pytest.fixture(autouse=True)
def https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True


def test_a_shops_host_leads_to_its_https_address(shop: Shop, browser_at: BrowserAt) -> None:
    answer = browser_at(shop).get("/cart?x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"https://{shop.first_host}/cart?x=1")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_HOST": "evil.example"}, 404),
        ({"HTTP_HOST": "-evil.example"}, 400),
        ({"HTTP_X_FORWARDED_HOST": "evil.example"}, 400),
    ],
)
def test_a_forged_host_is_refused_and_in_no_redirect(
    shop: Shop, browser_at: BrowserAt, headers: dict[str, Any], status: int
) -> None:
    answer = browser_at(shop).get("/", **headers)
    assert (answer.status_code, answer.get("Location")) == (status, None)
