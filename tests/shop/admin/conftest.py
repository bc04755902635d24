from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.staff.api import create_owner
from tests.shop import selling

EMAIL, PASSWORD = "ingrid@example.com", "a calm green harbour"


@pytest.fixture
def lamp(shop: Shop) -> Product:
    """A product of a shop that is ready to sell; five are there."""
    selling.furnish()
    return selling.put_on_sale(sku="SKG-MOS-24")


@pytest.fixture
def owner(lamp: Product, shop: Shop, browser_at: Callable[[Shop], Client]) -> Client:
    """A browser in which the shop's owner has signed in."""
    create_owner(EMAIL, "Ingrid Moen", PASSWORD)
    browser = browser_at(shop)
    answer = browser.post("/admin/sign-in", {"email": EMAIL, "password": PASSWORD, "next": ""})
    assert answer.status_code == 302
    return browser
