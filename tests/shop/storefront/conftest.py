from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from tests.conftest import Inside
from tests.shop import selling

type FormFields = dict[str, str | int]
type Fill = Callable[..., FormFields]


@pytest.fixture
def lamp(shop: Shop) -> Product:
    """A product of a shop that is ready to sell; five are there."""
    selling.furnish()
    return selling.put_on_sale(description="A low dome of spun steel. It dims in three steps.")


@pytest.fixture
def buyer(lamp: Product, shop: Shop, browser_at: Callable[[Shop], Client]) -> Client:
    """A browser at the shop, its first page seen: the route is known."""
    browser = browser_at(shop)
    browser.get("/theme/none.css")
    return browser


@pytest.fixture
def fill(shop: Shop, inside: Inside) -> Fill:
    """Fill in the checkout's form as the page gave it."""

    def filled(page: object, *, number: str = selling.APPROVED, **others: str | int) -> FormFields:
        context = page.context  # type: ignore[attr-defined]
        quote = context["quote"]
        total, chosen = quote.total, quote.figures.shipping.chosen
        return {
            "method_id": chosen.method_id if chosen else "",
            "idempotency_key": context["key"],
            "total_minor": total.minor,
            "currency": total.currency,
            "email": "solveig@example.no",
            "shipping_country": "NO",
            "shipping_name": "Solveig Aas",
            "shipping_line1": "Nygårdsgaten 91",
            "shipping_line2": "",
            "shipping_postcode": "5008",
            "shipping_city": "Bergen",
            "card_number": number,
            "card_expiry": "12 / 30",
            "card_code": "123",
            **others,
        }

    return filled
