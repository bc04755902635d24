"""The merchant's orders through HTTP."""

from collections.abc import Callable

import pytest
from django.test import Client

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.fraud import api as fraud
from shop.orders import api as orders
from tests.conftest import Inside
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.pages.visiting import said, statements, tables_read

type Sell = Callable[..., int]


@pytest.fixture
def sell(lamp: Product, gateway: GatewayProcess, shop: Shop, inside: Inside) -> Sell:
    """Sell a lamp and return the order's number."""

    def sold(*, assessed: bool = False, **details: object) -> int:
        with inside(shop):
            result = selling.buy(lamp, **details)
            assert result.order_number is not None
            assert result.order_id is not None
            if assessed:
                fraud.assess(result.order_id)
        return result.order_number

    return sold


def test_the_list_shows_number_customer_payment_risk_and_total(owner: Client, sell: Sell) -> None:
    sell()
    words = said(owner.get("/admin/orders"))
    assert "#1001" in words
    assert "Solveig Aas Being checked Authorised Unfulfilled 1 €189.00" in words
    assert "1 order" in words


def test_a_list_without_orders_says_so(owner: Client) -> None:
    assert "No orders yet" in said(owner.get("/admin/orders"))


def test_the_list_pages_by_number_and_both_ways(owner: Client, sell: Sell, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(3):
        sell()
    monkeypatch.setattr("shop.admin.views.orders.PAGE", 2)
    page = owner.get("/admin/orders")
    assert [row.order.number for row in page.context["rows"]] == [1003, 1002]
    older = owner.get("/admin/orders", {"before": page.context["page"].older})
    assert [row.order.number for row in older.context["rows"]] == [1001]
    newer = owner.get("/admin/orders", {"after": older.context["page"].newer})
    assert [row.order.number for row in newer.context["rows"]] == [1003, 1002]
    assert "Next page" not in said(older)
    assert "Previous page" not in said(page)


@pytest.mark.parametrize("nonsense", ["x", "-1", "1" * 40, "1.5", "٣"])
def test_a_mistyped_page_is_the_first(owner: Client, sell: Sell, nonsense: str) -> None:
    sell()
    assert len(owner.get("/admin/orders", {"before": nonsense}).context["rows"]) == 1


def test_an_order_that_is_being_checked_asks_again_by_itself(owner: Client, sell: Sell) -> None:
    number = sell()
    page = owner.get(f"/admin/orders/{number}")
    assert "Being checked for fraud" in said(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    panel = owner.get(f"/admin/orders/{number}/risk", headers={"HX-Request": "true"})
    assert panel.status_code == 200
    assert "<html" not in panel.content.decode()
    assert "Being checked for fraud" in said(panel)


def test_when_the_check_is_done_the_panel_says_so_and_stops_asking(
    owner: Client, sell: Sell, shop: Shop, inside: Inside
) -> None:
    number = sell(number=selling.BOTH_WRONG, billing=selling.ABROAD)
    with inside(shop):
        fraud.assess(orders.order_by_number(number).id)
    panel = owner.get(f"/admin/orders/{number}/risk")
    words = said(panel)
    assert panel.status_code == 286
    assert "High risk" in words
    assert "The card is billed in Italy and the goods go to Norway." in words
    assert "The card's security code and the billing address were both wrong." in words
    assert "Checked for fraud: High risk." in words
    assert "hx-trigger" not in panel.content.decode()


def test_facts_carry_their_sentiment_as_a_word(owner: Client, sell: Sell) -> None:
    words = said(owner.get(f"/admin/orders/{sell(assessed=True)}"))
    assert "Speaks for the order: Billing and shipping are both in Norway." in words
    assert "Speaks for the order: The bank confirmed the security code and the billing address." in words
    assert "Says little either way: This is the shop's first order in its currency" in words


def test_an_order_shows_both_addresses_and_where_they_differ(owner: Client, sell: Sell) -> None:
    same = said(owner.get(f"/admin/orders/{sell()}"))
    assert "Bill to The same address" in same
    other = said(owner.get(f"/admin/orders/{sell(billing=selling.ABROAD)}"))
    assert "Via Cibrario 40 10144 Turin Italy Another country than the delivery" in other


def test_an_order_shows_items_total_bank_and_timeline(owner: Client, sell: Sell) -> None:
    words = said(owner.get(f"/admin/orders/{sell(quantity=2, number=selling.CODE_WRONG)}"))
    assert "SKG-MOS-24 2 × €189.00 €378.00" in words
    assert "Total €378.00" in words
    assert "Security code Does not match" in words
    assert "Order placed: €378.00." in words


def test_a_held_payment_is_taken_once_when_somebody_decides(
    owner: Client, sell: Sell, shop: Shop, inside: Inside, pinned: None
) -> None:
    number = sell(number=selling.BOTH_WRONG, billing=selling.ABROAD)
    with inside(shop):
        selling.work_off(shop, "fraud.assess", "orders.capture")
    page = owner.get(f"/admin/orders/{number}")
    assert "On hold" in said(page)
    assert "Take €189.00 all the same" in said(page)
    for _twice in range(2):
        answer = owner.post(f"/admin/orders/{number}/capture")
        assert answer["Location"] == f"/admin/orders/{number}"
    assert "Capture of €189.00 asked for." in said(owner.get(f"/admin/orders/{number}"))


def test_an_unknown_order_is_404(owner: Client) -> None:
    assert owner.get(f"/admin/orders/{10**30}").status_code == 404
    answer = owner.get("/admin/orders/4711")
    assert answer.status_code == 404
    assert "There is nothing here" in said(answer)


def test_another_shops_order_is_404(owner: Client, sell: Sell, other_shop: Shop, inside: Inside) -> None:
    with inside(other_shop):
        selling.furnish()
        theirs = selling.buy(selling.put_on_sale("Theirs alone"))
    assert owner.get(f"/admin/orders/{theirs.order_number}").status_code == 404


def test_what_the_orders_ask_the_database(owner: Client, sell: Sell) -> None:
    number = sell(assessed=True)
    owner.get("/admin/orders")
    signed_in = [
        "staff_session",  # who it is, asked every time: a member who was shut out is out at once
    ]
    with statements() as sent:
        owner.get("/admin/orders")
    assert tables_read(sent) == [
        *signed_in,
        "orders_order",  # the page, one more than it shows
        "orders_order",  # how many there are
        "fraud_riskassessment",  # the levels of all of them
        "fraud_riskfact",
        "orders_order",  # how many wait for what: the tabs
        "orders_refund",
        "orders_order",  # how many are disputed
    ]
    with statements() as sent:
        owner.get(f"/admin/orders/{number}")
    assert tables_read(sent) == [
        *signed_in,
        "orders_order",
        "orders_orderline",
        "orders_order",  # what has happened since: again the order, with its payment, and its lines
        "orders_orderline",
        "orders_fulfilmentline",  # how much of each line was sent
        "orders_refund",
        "orders_refundline",
        "payments_paymentoperation",  # what of the money is moving
        "orders_fulfilment",
        "orders_ordernote",
        "orders_ordertag",
        "orders_checkout",  # its own checkout with its attempt, and what the buyer tried before
        "orders_checkout",
        "outbox_delivery",  # what is left to ask the gateway about the order, and about its attempt
        "outbox_delivery",
        "payments_paymentoperation",
        "payments_dispute",
        "fraud_riskassessment",
        "fraud_riskfact",
        "outbox_auditentry",  # who is who in the timeline
        "outbox_event",  # the timeline
    ]
