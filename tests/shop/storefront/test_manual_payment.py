"""Paying by other means, where the shop takes that: the choice, the order without money, and how it is paid."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.models import Checkout, Order
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages.visiting import said, statements, tables_read
from tests.shop.storefront.conftest import Fill

NO_CARD: dict[str, str | int] = {"payment": "manual", "card_number": "", "card_expiry": "", "card_code": ""}
HOW = "IBAN <NO93 8601 1117 947>\nwithin a week"


@pytest.fixture
def ready(buyer: Client, lamp: Product, settings: object) -> Client:
    """A buyer with a lamp in the cart; no gateway answers, so whatever goes through needed none."""
    settings.TEST_GATEWAY_URL = "http://127.0.0.1:1"  # type: ignore[attr-defined]
    buyer.post("/cart/add", {"id": lamp.variant_id})
    return buyer


@pytest.fixture
def taken(ready: Client, shop: Shop, inside: Inside) -> None:
    """The shop takes manual payments."""
    with inside(shop):
        selling.take_manual(name="Bank transfer", instructions=HOW)


def test_a_new_shop_offers_cards_alone(ready: Client) -> None:
    page = ready.get("/checkout").content.decode()
    assert 'name="card_number"' in page
    assert 'name="payment"' not in page


@pytest.mark.usefixtures("taken")
def test_who_pays_later_reads_how_and_types_no_card(
    ready: Client, fill: Fill, shop: Shop, inside: Inside, browser_at: Callable[[Shop], Client]
) -> None:
    page = ready.get("/checkout")
    assert f"Bank transfer {HOW}".replace("\n", " ") in said(page)
    answer = ready.post("/checkout", fill(page, **NO_CARD))
    assert answer.status_code == 302
    thanks = ready.get(answer["Location"])
    assert "waits for your payment. " in said(thanks)
    assert "To be paid: €189.00, Bank transfer IBAN <NO93" in said(thanks)
    assert "Payment Bank transfer" in said(thanks)
    assert "Card approved" not in said(thanks)
    with inside(shop):
        placed = orders.order_by_number(1001)
    status = f"/orders/status/{placed.status_token}"
    assert "To be paid: €189.00, Bank transfer IBAN <NO93" in said(browser_at(shop).get(status))
    with inside(shop), acting_as(selling.STAFF):
        orders.mark_as_paid(placed.id, amount_minor=5000, key="p" * 20)
    assert "To be paid: €139.00, Bank transfer" in said(ready.get(status))
    with inside(shop), acting_as(selling.STAFF):
        orders.mark_as_paid(placed.id, key="k" * 20)
    for path in (status, answer["Location"]):
        assert "To be paid" not in said(ready.get(path))


@pytest.mark.parametrize("was_shown", [False, True])
def test_a_manual_payment_that_is_off_is_refused_and_nothing_changes(
    ready: Client, fill: Fill, lamp: Product, shop: Shop, inside: Inside, *, was_shown: bool
) -> None:
    if was_shown:
        with inside(shop):
            selling.take_manual()
    sent = fill(ready.get("/checkout"), **NO_CARD)
    if was_shown:
        with inside(shop):
            selling.take_manual(is_on=False)
    answer = ready.post("/checkout", sent)
    assert answer.status_code == 409
    assert "The shop does not take this way to pay, or no longer. Choose another one. Nothing was charged." in said(
        answer
    )
    page = answer.content.decode()
    assert ('name="payment"' in page, 'name="card_number"' in page) == (False, True)
    assert 'value="Solveig Aas"' in page
    with inside(shop):
        assert (Checkout.objects.count(), Order.objects.count(), selling.stock_of(lamp)) == (0, 0, (5, 0))


@pytest.mark.usefixtures("taken")
def test_what_was_chosen_stays_chosen_when_something_has_to_be_put_right(ready: Client, fill: Fill) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), **NO_CARD | {"email": ""}))
    assert answer.status_code == 422
    assert 'id="pay-manual" value="manual" checked' in answer.content.decode()


@pytest.mark.usefixtures("taken")
def test_how_to_pay_costs_a_query_where_it_is_said(ready: Client, fill: Fill) -> None:
    address = ready.post("/checkout", fill(ready.get("/checkout"), **NO_CARD))["Location"]
    with statements() as sent:
        ready.get(address)
    assert tables_read(sent) == [
        "staff_session",
        "orders_checkout",
        "orders_order",
        "orders_orderline",
        "payments_paymentsettings",  # what the shop says now
    ]
