"""Sums, ways to ship and codes that change beside the checkout's form, with a script and without one."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.models import Checkout, Order
from shop.payments.models import PaymentAttempt
from shop.pricing import api as pricing
from shop.pricing.types import MethodFields, RateBy, TaxRateFields, Tier
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.pages import counter
from tests.shop.pages.visiting import FOR_SALE, TERMS, said, statements, tables_read
from tests.shop.storefront.conftest import Fill

TOTALS, CODE = "/checkout/totals", "/checkout/code"
BY_SCRIPT = {"HX-Request": "true"}
PARTS = ["t-sum", "t-methods", "t-sent", "t-pay", "t-figures-small", "t-figures-wide"]


@pytest.fixture
def ready(buyer: Client, lamp: Product, shop: Shop, inside: Inside) -> Client:
    """A buyer with a lamp in the cart of a shop that ships for 7.00, at home by express for 12.00 too."""
    with inside(shop):
        selling.ship_for(700)
        with acting_as(selling.STAFF):
            home = next(each for each in pricing.shipping_zones() if each.fields.places[0].country == "NO")
            pricing.add_method(home.id, MethodFields("Express", RateBy.FLAT, (Tier(0, 1200),)))
    buyer.post("/cart/add", {"id": lamp.variant_id})
    return buyer


def _ask(browser: Client, path: str = TOTALS, **fields: str | int) -> HttpResponse:
    answer: HttpResponse = browser.post(path, {"shipping_country": "NO", **fields}, headers=BY_SCRIPT)  # type: ignore[assignment]
    return answer


def _ids(answer: HttpResponse) -> list[str]:
    return re.findall(r'id="(t-[a-z-]+)"', answer.content.decode())


def test_every_part_of_an_answer_is_on_the_page_once(ready: Client) -> None:
    answer = _ask(ready)
    assert _ids(answer) == [*PARTS, "t-told"]
    assert answer.content.decode().count("hx-swap-oob") == len(PARTS) + 1
    page = ready.get("/checkout")
    assert sorted(_ids(page)) == sorted(_ids(answer))
    assert b"hx-swap-oob" not in page.content


def test_another_country_brings_its_ways_to_ship_and_its_total(ready: Client) -> None:
    assert "Pay €196.00" in said(_ask(ready))
    abroad = _ask(ready, shipping_country="IT", shipping_postcode="10144")
    assert ("International" in said(abroad), "Express" in said(abroad)) == (True, False)


def test_another_way_to_ship_brings_its_total(ready: Client) -> None:
    express = re.search(
        r'value="(\d+)"><span class="flex-1 font-medium">Express', ready.get("/checkout").content.decode()
    )
    assert express is not None
    answer = _ask(ready, method_id=express[1])
    assert "Pay €201.00" in said(answer)
    assert f'value="{express[1]}" checked' in answer.content.decode()
    assert 'name="total_minor" value="20100"' in answer.content.decode()


def test_a_region_has_its_own_tax_up_to_the_order(
    ready: Client, fill: Fill, shop: Shop, inside: Inside, gateway: object
) -> None:
    with inside(shop), acting_as(selling.STAFF):
        now = pricing.tax_settings()
        pricing.change_tax_settings(prices_include_tax=False, is_shipping_taxed=False, version=now.version)
        pricing.add_tax_rate(TaxRateFields("Sales tax", "US", 100_000, "Oregon"))
    place: dict[str, str | int] = {
        "shipping_country": "US",
        "shipping_postcode": "97201",
        "shipping_region": " oregon ",
    }
    assert "Tax €18.90" in said(_ask(ready, **place))
    assert "Tax" not in said(_ask(ready, **place | {"shipping_region": "Texas"}))
    typed = place | {"shipping_city": "Portland"}
    first = ready.post("/checkout", fill(ready.get("/checkout"), **typed))
    assert (first.status_code, "Tax €18.90" in said(first)) == (409, True)
    assert ready.post("/checkout", fill(first, **typed)).status_code == 302
    with inside(shop):
        placed = orders.order_by_number(1001)
    assert (placed.amounts.tax.minor, placed.shipping.region) == (1890, "oregon")


def test_a_country_without_postcodes_needs_none(ready: Client, fill: Fill, gateway: object) -> None:
    place = {"shipping_country": "HK", "shipping_postcode": "", "shipping_city": "Kowloon"}
    page = _first_refusal(ready, fill, place)
    assert ready.post("/checkout", fill(page, **place)).status_code == 302


def _first_refusal(ready: Client, fill: Fill, place: dict[str, str]) -> object:
    answer = ready.post("/checkout", fill(ready.get("/checkout"), **place))
    assert answer.status_code == 409
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"shipping_country": "XX"},
        {"shipping_country": "x" * 5000, "shipping_postcode": "☂" * 500, "method_id": "many"},
        {"method_id": "-1"},
        {"method_id": str(2**63)},
    ],
)
def test_nonsense_counts_as_not_typed(ready: Client, sent: dict[str, str]) -> None:
    answer = ready.post(TOTALS, sent, headers=BY_SCRIPT)
    assert (answer.status_code, _ids(answer)) == (200, [*PARTS, "t-told"])


def test_where_nothing_is_sent_the_answer_says_so(ready: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop), acting_as(selling.STAFF):
        for zone in pricing.shipping_zones():
            pricing.remove_zone(zone.id, version=zone.version)
    assert "The shop does not send this there." in said(_ask(ready))


def test_totals_change_nothing_and_cost_what_the_page_costs(ready: Client, shop: Shop, inside: Inside) -> None:
    with statements() as sent:
        _ask(ready)
    assert tables_read(sent) == [
        "staff_session",
        "orders_cartline",
        "orders_cartcode",
        "catalog_settings",
        *FOR_SALE,
        *TERMS,
    ]
    with inside(shop):
        assert [each.objects.count() for each in (Checkout, Order, PaymentAttempt)] == [0, 0, 0]


def test_a_cart_that_cannot_be_bought_any_more_leads_back_to_it(
    ready: Client, lamp: Product, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        counter.take_from_stock(lamp, 5)
    assert _ask(ready)["HX-Redirect"] == "/cart"


def test_without_a_script_totals_lead_to_the_page(ready: Client, shop: Shop) -> None:
    assert ready.post(TOTALS)["Location"] == "/checkout"
    stranger = Client(HTTP_HOST=shop.first_host)
    assert stranger.post(TOTALS)["Location"] == "/checkout"
    assert stranger.post(CODE, headers=BY_SCRIPT)["HX-Redirect"] == "/checkout"
    assert ready.get(TOTALS).status_code == 405


def test_a_code_is_used_beside_the_total_and_taken_out_again(ready: Client, shop: Shop, inside: Inside) -> None:
    with inside(shop):
        selling.make_code("TEN")
    answer = _ask(ready, CODE, code="ten")
    assert ("Discount −€18.90" in said(answer), "Pay €177.10" in said(answer)) == (True, True)
    assert "Pay €196.00" in said(_ask(ready, CODE, code="TEN", remove="1"))
    assert ready.post(CODE, {"code": "TEN"})["Location"] == "/checkout"
    assert "Pay €177.10" in said(ready.get("/checkout"))


def test_a_code_that_cannot_be_used_says_why_at_its_field_with_a_script_and_without(ready: Client) -> None:
    by_script = _ask(ready, CODE, code="NONE<b>")
    without = ready.post(CODE, {"code": "NONE<b>"})
    assert (by_script.status_code, without.status_code) == (200, 409)
    for answer in (by_script, without):
        page = answer.content.decode()
        assert "There is no code NONE&lt;b&gt;." in page
        assert 'value="NONE&lt;b&gt;" aria-invalid="true"' in page


@pytest.mark.usefixtures("gateway")
def test_who_has_used_a_code_once_sees_the_total_without_it_and_can_pay_that(
    ready: Client, fill: Fill, lamp: Product, shop: Shop, inside: Inside
) -> None:
    with inside(shop):
        selling.make_code("ONCE", is_once_per_customer=True)
        token = selling.filled_cart((lamp, 1))
        orders.add_code(token, "ONCE")
        orders.submit_checkout(selling.details_of(token, card=selling.card()))
    ready.post("/cart/code", {"code": "ONCE"})
    answer = ready.post("/checkout", fill(ready.get("/checkout")))
    assert (answer.status_code, "Pay €196.00" in said(answer)) == (409, True)
    assert "You have used the code ONCE already." in said(answer)
    assert ready.post("/checkout", fill(answer)).status_code == 302
