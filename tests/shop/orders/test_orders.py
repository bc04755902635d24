"""Reads of orders: exact results, exact query counts, and nothing of another shop."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, deliveries_of
from shop.catalog.types import Product
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import OrderUnknown
from shop.orders.services.beginning import begin_checkout
from shop.orders.services.recording import record_answer
from shop.orders.types import OrdersPage
from shop.payments.api import card_gateway as port
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=50)


def _numbers(page: OrdersPage) -> tuple[list[int], int | None, int | None]:
    return [order.number for order in page.orders], page.older, page.newer


def test_pages_of_orders_lead_to_each_other(gateway: GatewayProcess, lamp: Product) -> None:
    for _ in range(5):
        selling.buy(lamp)
    first = orders.orders_page(size=2)
    assert _numbers(first) == ([1005, 1004], 1004, None)
    second = orders.orders_page(before=first.older, size=2)
    assert _numbers(second) == ([1003, 1002], 1002, 1003)
    assert _numbers(orders.orders_page(before=second.older, size=2)) == ([1001], None, 1001)
    assert _numbers(orders.orders_page(after=second.newer, size=2)) == ([1005, 1004], 1004, None)
    assert first.total == 5


def test_a_shop_without_orders_has_an_empty_page(lamp: Product) -> None:
    assert orders.orders_page() == OrdersPage(orders=(), total=0, older=None, newer=None)


def test_a_list_shows_what_a_row_needs(gateway: GatewayProcess, lamp: Product) -> None:
    selling.buy(lamp, 3, billing=selling.ABROAD)
    [row] = orders.orders_page().orders
    assert (row.number, row.customer_name, row.email, row.total, row.quantity, row.payment_state) == (
        1001,
        "G. Bertolino",
        "solveig@example.no",
        Money(56700, "EUR"),
        3,
        "authorised",
    )


def test_an_order_keeps_what_was_sold_when_the_product_changes(gateway: GatewayProcess, lamp: Product) -> None:
    from pods.routing.actor import acting_as
    from shop.catalog import api as catalog
    from shop.catalog.types import one_variant

    selling.buy(lamp)
    before = orders.order_by_number(1001)
    with acting_as(selling.STAFF):
        catalog.edit_product(lamp.id, one_variant("Renamed", 1), version=1)
    assert orders.order_by_number(1001) == before


def test_another_shops_orders_do_not_exist_here(
    gateway: GatewayProcess, lamp: Product, other_shop: Shop, far_shop: Shop, inside
) -> None:
    result = selling.buy(lamp)
    assert result.order_id is not None
    for stranger in (other_shop, far_shop):
        with inside(stranger):
            assert orders.orders_page().total == 0
            assert orders.timeline_of(result.order_id) == []
            for read in (
                lambda: orders.order_by_number(1001),
                lambda: orders.order_by_id(result.order_id or 0),
                lambda: orders.facts_of_order(result.order_id or 0),
            ):
                with pytest.raises(OrderUnknown):
                    read()


def test_an_orders_work_waits_in_the_same_transaction(gateway: GatewayProcess, lamp: Product) -> None:
    result = selling.buy(lamp)
    assert result.order_id is not None
    waiting = {each.handler: each.work for each in deliveries_of(Subject("order", result.order_id))}
    assert waiting == {"orders.capture": "checkout", "fraud.assess": "fraud"}


def test_what_reads_cost_in_queries(gateway: GatewayProcess, lamp: Product, django_assert_num_queries) -> None:
    token = selling.filled_cart((lamp, 1))
    details = selling.details_of(token, card=selling.card())
    orders.submit_checkout(details)
    selling.buy(lamp)
    with django_assert_num_queries(2, using="pod_1"):  # order with its attempt; lines with variants
        found = orders.order_by_number(1001)
    with django_assert_num_queries(3, using="pod_1"):  # checkout with cart and attempt; order; lines
        orders.order_by_checkout(token, details.idempotency_key)
    with django_assert_num_queries(1, using="pod_1"):  # checkout with cart, attempt and order
        orders.checkout_result(token, details.idempotency_key)
    with django_assert_num_queries(2, using="pod_1"):  # rows; how many in all
        orders.orders_page()
    with django_assert_num_queries(2, using="pod_1"):  # events; the audit log, for names
        orders.timeline_of(found.id)
    with django_assert_num_queries(2, using="pod_1"):  # orders with attempts; all lines
        assert len(orders.all_orders()) == 2


FIRST_STEP = (
    2  # savepoint and release: BEGIN and COMMIT of a test that is rolled back
    + 2  # cart, locked; its checkouts of this key or still open
    + 2  # the cart's lines; its codes
    + 4  # settings; variants with product; their pictures and stock
    + 2  # taxes; shipping zones with their methods
    + 1  # attempt
    + 3  # checkout, its lines, settle delivery
    + 5  # reservation: levels found, locked, written; their entries; what is kept
)
WITH_CODE = (
    1  # the collections of what is sold
    + 3  # the codes, what they are for, and this customer's uses
    + 6  # codes found, locked; uses of this checkout and customer; the new use; the counter
)
THIRD_STEP = (
    2  # savepoint and release
    + 3  # which cart; the cart, locked; checkout with its attempt
    + 1  # what was bought
    + 1  # the attempt, if it is as it was seen
    + 2  # customer, locked; the addresses that are known
    + 2  # counter, locked and written
    + 2  # order and its lines
    + 1  # the cart's lines, deleted
    + 2  # event; a delivery for each of its handlers in one statement
)
CODES_GONE = 1  # the cart's codes, deleted


def test_what_a_checkout_costs_in_queries(gateway: GatewayProcess, lamp: Product, django_assert_num_queries) -> None:
    stool = selling.put_on_sale("Odde stool", on_hand=50)
    selling.buy(lamp)
    selling.make_code("TEN")
    for code, first, third in (("", FIRST_STEP, THIRD_STEP), ("TEN", FIRST_STEP + WITH_CODE, THIRD_STEP + CODES_GONE)):
        token = selling.filled_cart((lamp, 1), (stool, 2))
        if code:
            orders.add_code(token, code)
        details = selling.details_of(token, card=selling.card())
        with django_assert_num_queries(first, using="pod_1"):
            begun = begin_checkout(details, gateway="test", settle_after_s=15)
        assert begun.request is not None
        answer = port().authorise(begun.request, timeout_s=5)
        with django_assert_num_queries(third, using="pod_1"):
            record_answer(begun.attempt_id, answer)
