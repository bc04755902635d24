"""Buying through HTTP: the form, what is refused, and the page that thanks."""

import re
from html import unescape

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.customers import api as customers
from shop.orders import api as orders
from shop.orders.models import Order
from shop.payments.models import PaymentAttempt
from shop.payments.test_gateway.cards import CARDS
from shop.storefront.test_cards import TEST_CARDS
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages import counter
from tests.shop.pages.visiting import FOR_SALE, TAGS, TERMS, said, statements, tables_read
from tests.shop.storefront.conftest import Fill


@pytest.fixture
def ready(buyer: Client, lamp: Product, gateway: GatewayProcess) -> Client:
    """A buyer with a lamp in the cart, before a Test gateway that runs."""
    buyer.post("/cart/add", {"id": lamp.variant_id})
    return buyer


def test_buying_leads_to_the_page_that_thanks(ready: Client, fill: Fill) -> None:
    page = ready.get("/checkout")
    answer = ready.post("/checkout", fill(page))
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{page.context['key']}")
    thanks = said(ready.get(answer["Location"]))
    assert "Thank you, Solveig Aas" in thanks
    assert "Order #1001" in thanks
    assert "Total €189.00" in thanks
    assert "Visa ··4242" in thanks
    assert "Test gateway — no real money" in thanks
    assert "Your cart is empty" in said(ready.get("/cart"))


def test_the_timeline_says_that_the_buyer_placed_the_order(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    ready.post("/checkout", fill(ready.get("/checkout")))
    with inside(shop):
        [placed] = orders.timeline_of(orders.order_by_number(1001).id)
    assert (placed.name, placed.actor_name) == ("orders.placed", "The buyer")


def test_sending_the_form_twice_buys_once(ready: Client, fill: Fill, shop: Shop, inside: Inside) -> None:
    form = fill(ready.get("/checkout"))
    first, second = ready.post("/checkout", form), ready.post("/checkout", form)
    assert first["Location"] == second["Location"]
    with inside(shop):
        assert (Order.objects.count(), PaymentAttempt.objects.count()) == (1, 1)


def test_nobody_else_sees_the_page_that_thanks(ready: Client, fill: Fill, shop: Shop) -> None:
    address = ready.post("/checkout", fill(ready.get("/checkout")))["Location"]
    assert Client(HTTP_HOST=shop.first_host).get(address).status_code == 404
    assert ready.get("/orders/some-other-key").status_code == 404


def test_a_declined_card_is_explained_and_the_next_try_is_another_payment(ready: Client, fill: Fill) -> None:
    page = ready.get("/checkout")
    answer = ready.post("/checkout", fill(page, number=selling.NO_MONEY))
    assert answer.status_code == 402
    words = said(answer)
    assert "Nothing was charged: the card was declined." in words
    assert "There is not enough money on this card." in words
    assert answer.context["key"] != page.context["key"]
    assert ready.post("/checkout", fill(answer)).status_code == 302


def test_a_card_that_the_gateway_does_not_know_is_an_error_at_its_field(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), number="4111 1111 1111 1111"))
    assert answer.status_code == 422
    assert "The gateway does not take this card number." in said(answer)
    with inside(shop):
        assert not PaymentAttempt.objects.exists()


def test_the_card_is_never_sent_back_nor_kept(ready: Client, fill: Fill, shop: Shop, inside: Inside) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), email="not an address"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Solveig Aas"' in page
    assert not [secret for secret in ('value="4242', 'value="12 / 30"', 'value="123"') if secret in page]
    ready.post("/checkout", fill(ready.get("/checkout")))
    with inside(shop):
        attempt = PaymentAttempt.objects.values().get()
        assert "4242424242424242" not in str(attempt)
        assert (attempt["last_four"], attempt["bin"]) == ("4242", "424242")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Fill in your email address."),
        ("email", "solveig", "Write the whole address, like name@example.org."),
        ("shipping_city", "", "Fill in the town."),
        ("shipping_country", "XX", "Choose a country from the list."),
        ("card_code", "", "Fill in the security code. It is printed on the card."),
        ("card_number", "4242", "A card number has 12 to 19 digits."),
        ("card_expiry", "13 / 30", "Write month and year as on the card, like 04 / 29."),
        ("card_expiry", "01 / 20", "This card has expired. Use another one."),
        ("card_code", "12", "The security code has three or four digits."),
    ],
)
def test_a_field_says_what_is_wrong_with_it(ready: Client, fill: Fill, field: str, typed: str, sentence: str) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), **{field: typed}))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'aria-describedby="id_{field}_error"' in answer.content.decode()
    assert "Nothing was charged." in said(answer)


def test_what_has_to_be_put_right_is_listed_where_the_reader_lands(ready: Client, fill: Fill) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), email="solveig", shipping_city="")).content.decode()
    assert answer.count("autofocus") == 1
    summary = answer[answer.index('id="wrong"') :].partition("<form")[0]
    assert "autofocus" in summary
    assert 'href="#id_email"' in summary
    assert 'href="#id_shipping_city"' in summary
    assert 'href="#id_card_number"' not in summary
    assert "<title>Error: " in answer


def test_another_billing_address_is_asked_for_only_when_there_is_one(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    page = ready.get("/checkout")
    answer = ready.post("/checkout", fill(page, billing_differs="on", billing_country="IT"))
    assert answer.status_code == 422
    assert "Fill this in for the billing address." in said(answer)
    bill = {
        "billing_differs": "on",
        "billing_country": "IT",
        "billing_name": "G. Bertolino",
        "billing_line1": "Via Cibrario 40",
        "billing_postcode": "10144",
        "billing_city": "Turin",
    }
    assert ready.post("/checkout", fill(page, **bill)).status_code == 302
    with inside(shop):
        order = orders.order_by_number(1001)
    assert (order.billing, order.shipping) == (selling.ABROAD, selling.HOME)


def test_a_changed_price_is_told_before_anything_is_paid(
    ready: Client, fill: Fill, lamp: Product, shop: Shop, inside: Inside
) -> None:
    form = fill(ready.get("/checkout"))
    with inside(shop):
        counter.change_price(lamp, 19900)
    answer = ready.post("/checkout", form)
    assert answer.status_code == 409
    assert "the total is now €199.00. Nothing was charged." in said(answer)
    assert "Pay €199.00" in said(answer)


def test_a_lost_answer_leads_to_a_page_that_waits(ready: Client, fill: Fill, shop: Shop, inside: Inside) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), number=selling.LOST_ANSWER))
    address = answer["Location"]
    page = ready.get(address)
    assert "Waiting for the payment" in said(page)
    assert b'http-equiv="refresh"' in page.content
    words = said(ready.get("/cart"))
    assert "the payment service has not answered yet" in words
    assert "Go to checkout" not in words
    assert f'href="{address}"'.encode() in ready.get("/cart").content


def test_without_the_gateway_nothing_is_charged_and_the_page_says_so(
    ready: Client, fill: Fill, settings: object
) -> None:
    settings.TEST_GATEWAY_URL = "http://127.0.0.1:1"  # type: ignore[attr-defined]
    answer = ready.post("/checkout", fill(ready.get("/checkout")))
    assert answer.status_code == 503
    assert "Nothing was charged. The payment service does not answer just now" in said(answer)


@pytest.mark.parametrize(
    ("field", "forged"),
    [
        ("idempotency_key", "chk_/../admin/orders/00"),
        ("idempotency_key", ""),
        ("total_minor", str(2**60)),
        ("total_minor", "-1"),
        ("total_minor", "free"),
        ("currency", "XXX"),
        ("currency", "NOK"),
        ("email", "a\0b@example.no"),
        ("shipping_name", "x" * 500),
    ],
)
def test_a_forged_form_buys_nothing(
    ready: Client, fill: Fill, shop: Shop, inside: Inside, *, field: str, forged: str
) -> None:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), **{field: forged}))
    assert answer.status_code in {409, 422}
    with inside(shop):
        assert not PaymentAttempt.objects.exists()
    assert ready.post("/checkout", fill(answer)).status_code == 302


def test_a_code_is_typed_into_the_cart_and_taken_out_of_it(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        selling.make_code("TEN")
    assert ready.post("/cart/code", {"code": "ten"})["Location"] == "/cart"
    page = ready.get("/cart")
    assert "Discount −€18.90" in said(page)
    assert "Total €170.10" in said(page)
    assert ready.post("/checkout", fill(ready.get("/checkout"))).status_code == 302
    with inside(shop):
        assert orders.order_by_number(1001).total.minor == 17010


def test_a_code_that_cannot_be_used_says_why_and_the_cart_stays(ready: Client, shop: Shop, inside: Inside) -> None:
    answer = ready.post("/cart/code", {"code": "NONE"})
    assert (answer.status_code, "There is no code NONE." in said(answer)) == (409, True)
    with inside(shop):
        selling.make_code("TEN")
    ready.post("/cart/code", {"code": "TEN"})
    ready.post("/cart/code", {"code": "TEN", "remove": "1"})
    assert "Total €189.00" in said(ready.get("/cart"))


def test_another_country_has_other_shipping_and_says_so_before_it_is_paid(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        selling.ship_for(700)
    page = ready.get("/checkout")
    assert "Pay €196.00" in said(page)
    answer = ready.post("/checkout", fill(page, shipping_country="SE", shipping_postcode="111 22"))
    assert answer.status_code == 409
    assert "Choose how it is to be sent. Nothing was charged." in said(answer)
    assert "International" in said(answer)
    sent = fill(answer, shipping_country="SE", shipping_postcode="111 22")
    assert ready.post("/checkout", sent).status_code == 302


def test_the_box_for_news_says_word_for_word_what_is_kept_of_it(
    ready: Client, fill: Fill, shop: Shop, inside: Inside
) -> None:
    page = ready.get("/checkout")
    label = re.search(r'<label[^>]*for="id_accepts_marketing">(.*?)</label>', page.content.decode(), re.DOTALL)
    assert label is not None
    ready.post("/checkout", fill(page, accepts_marketing="on"))
    with inside(shop):
        buyer = customers.find_customer("solveig@example.no")
        assert buyer is not None
        [entry] = customers.consent_history(buyer)
        assert unescape(TAGS.sub("", label[1])).strip() == entry.wording == customers.marketing_wording()


def test_an_empty_cart_has_no_checkout(buyer: Client) -> None:
    assert buyer.get("/checkout")["Location"] == "/cart"


def test_the_test_cards_on_the_page_are_the_gateways_own() -> None:
    for number, _about in TEST_CARDS:
        assert number.replace(" ", "") in CARDS


def test_what_the_checkout_asks_the_database(ready: Client, fill: Fill) -> None:
    with statements() as sent:
        page = ready.get("/checkout")
    assert tables_read(sent) == [
        "staff_session",  # written just now: the cache is not asked for ten seconds
        "catalog_settings",  # the country to begin with
        "orders_cartline",
        "orders_cartcode",
        "catalog_settings",  # the cart's currency
        *FOR_SALE,
        *TERMS,
        "payments_paymentsettings",  # the ways to pay
    ]
    address = ready.post("/checkout", fill(page))["Location"]
    with statements() as sent:
        ready.get(address)
    assert tables_read(sent) == [
        "staff_session",
        "orders_checkout",  # the buyer's own checkout of this key
        "orders_order",  # with its payment
        "orders_orderline",
    ]
