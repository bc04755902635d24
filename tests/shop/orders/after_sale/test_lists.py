"""Lists of orders: what a filter finds, what a page costs, and nothing of another shop."""

import pytest

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import OrderUnknown
from shop.orders.models import Order
from shop.orders.types import FulfilmentState, OrderCounts, OrderFilter, Parcel, PaymentState, RefundWish
from tests.shop.orders.after_sale.sold import Sold, by_staff, sell, work


@pytest.fixture
def five(shop: Shop, lamp: Product) -> list[Sold]:
    """Orders 1001 to 1005: unpaid, paid, sent and paid, cancelled, on hold."""
    sold = [sell((lamp, 1)) for _ in range(5)]
    by_staff(lambda: orders.mark_as_paid(sold[1].id, key="p1"))
    by_staff(lambda: orders.mark_as_paid(sold[2].id, key="p2"))
    by_staff(lambda: orders.fulfil_order(sold[2].id, Parcel("k1")))
    by_staff(lambda: orders.cancel_order(sold[3].id, key="c1"))
    by_staff(lambda: orders.hold_order(sold[4].id))
    by_staff(lambda: orders.set_tags(sold[0].id, ["Gift"]))
    Order.objects.filter(pk=sold[1].id).update(customer_name="Ana 100%_Sure", email="ana@example.org")
    return sold


def _found(shown: OrderFilter) -> list[int]:
    page = orders.orders_page(shown)
    assert page.total == len(page.orders)
    return [order.number for order in page.orders]


@pytest.mark.parametrize(
    ("shown", "numbers"),
    [
        (OrderFilter(), [1005, 1004, 1003, 1002, 1001]),
        (OrderFilter(search="#1002"), [1002]),
        (OrderFilter(search=" 1003 "), [1003]),
        (OrderFilter(search="9" * 30), []),
        (OrderFilter(search="ana@"), [1002]),
        (OrderFilter(search="100%_s"), [1002]),
        (OrderFilter(search="100_"), []),
        (OrderFilter(search="%"), [1002]),
        (OrderFilter(search="aas"), [1005, 1004, 1003, 1001]),
        (OrderFilter(search="nobody"), []),
        (OrderFilter(payment=frozenset({PaymentState.PAID})), [1003, 1002]),
        (OrderFilter(payment=frozenset({PaymentState.PAID, PaymentState.ON_HOLD})), [1005, 1003, 1002]),
        (OrderFilter(fulfilment=frozenset({FulfilmentState.FULFILLED})), [1003]),
        (
            OrderFilter(payment=frozenset({PaymentState.PAID}), fulfilment=frozenset({FulfilmentState.UNFULFILLED})),
            [1002],
        ),
        (OrderFilter(tag="gIFT "), [1001]),
        (OrderFilter(tag="gif"), []),
        (OrderFilter(is_cancelled=True), [1004]),
        (OrderFilter(is_cancelled=False, search="aas"), [1005, 1003, 1001]),
        (OrderFilter(has_refused_refund=True), []),
    ],
)
def test_what_a_filter_finds(five: list[Sold], shown: OrderFilter, numbers: list[int]) -> None:
    assert _found(shown) == numbers


def test_a_filtered_list_leads_from_page_to_page(five: list[Sold]) -> None:
    shown = OrderFilter(is_cancelled=False)
    first = orders.orders_page(shown, size=2)
    assert ([each.number for each in first.orders], first.older, first.newer, first.total) == (
        [1005, 1003],
        1003,
        None,
        4,
    )
    second = orders.orders_page(shown, before=first.older, size=2)
    assert ([each.number for each in second.orders], second.older, second.newer) == ([1002, 1001], None, 1002)
    back = orders.orders_page(shown, after=second.newer, size=2)
    assert [each.number for each in back.orders] == [1005, 1003]


def test_how_many_wait_for_what(five: list[Sold]) -> None:
    assert orders.order_counts() == OrderCounts(all=5, to_send=3, to_pay=1, on_hold=1, refused_refunds=0, disputed=0)


def test_what_a_customer_bought(shop: Shop, five: list[Sold]) -> None:
    line = five[2].lines["Lamp"]
    by_staff(lambda: orders.refund_order(five[2].id, RefundWish("r1", {line: 1})))
    work(shop)
    customer_id = five[0].row.customer_id
    assert len({sold.row.customer_id for sold in five}) == 1
    page = orders.orders_of_customer(customer_id, size=2)
    assert ([each.number for each in page.orders], page.older, page.total) == ([1005, 1004], 1004, 5)
    sales = orders.sales_of_customer(customer_id)
    assert (sales.orders, sales.spent) == (4, (Money(1000, "EUR"),))
    assert orders.sales_of_customer(customer_id + 10**6).orders == 0


def test_a_status_page_is_found_by_its_token_alone(five: list[Sold], other_shop: Shop, inside) -> None:
    token = five[0].row.status_token
    assert len(token) >= 43
    assert orders.order_by_status_token(token).id == five[0].id
    assert len({sold.row.status_token for sold in five}) == 5
    for wrong in ("", token[:-1], token.swapcase()):
        with pytest.raises(OrderUnknown):
            orders.order_by_status_token(wrong)
    with inside(other_shop), pytest.raises(OrderUnknown):
        orders.order_by_status_token(token)


def test_another_shop_sees_and_touches_nothing(five: list[Sold], other_shop: Shop, inside) -> None:
    order = five[0]
    with inside(other_shop):
        assert orders.orders_page().total == 0
        assert orders.order_counts().all == 0
        with pytest.raises(OrderUnknown):
            orders.after_sale_of(order.id)
        for act in (
            lambda: orders.fulfil_order(order.id, Parcel("x")),
            lambda: orders.cancel_order(order.id, key="x"),
            lambda: orders.mark_as_paid(order.id, key="x"),
            lambda: orders.add_note(order.id, "x", key="x"),
            lambda: orders.refund_order(order.id, RefundWish("x", {order.lines["Lamp"]: 1})),
        ):
            with pytest.raises(OrderUnknown):
                by_staff(act)


@pytest.mark.parametrize("more", [0, 12])
def test_what_lists_and_pages_cost_in_queries(
    five: list[Sold], lamp: Product, more: int, django_assert_num_queries
) -> None:
    from tests.shop import selling

    stool = selling.put_on_sale("Stool", price_minor=333, on_hand=100)
    for _ in range(more):
        sell((stool, 1))
    with django_assert_num_queries(2, using="pod_1"):  # rows; how many in all
        orders.orders_page(OrderFilter(search="aas", tag="gift", is_cancelled=False))
    with django_assert_num_queries(3, using="pod_1"):  # by their states; refused refunds; disputes
        orders.order_counts()
    with django_assert_num_queries(2, using="pod_1"):  # rows; how many in all
        orders.orders_of_customer(1)
    with django_assert_num_queries(1, using="pod_1"):  # sums
        orders.sales_of_customer(1)
    with django_assert_num_queries(10, using="pod_1"):
        # order; lines; what was sent; refunds; their lines; operations; fulfilments with lines (2); notes; tags
        orders.after_sale_of(five[2].id)
    token = five[2].row.status_token
    with django_assert_num_queries(2, using="pod_1"):  # order; lines
        orders.order_by_status_token(token)
