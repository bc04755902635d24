"""Several of the staff at once, with real commits: one form sent twice, the same pieces, different work at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.inventory.models import StockLevel
from shop.orders import api as orders
from shop.orders.errors import NotPossible, OrdersError
from shop.orders.models import Fulfilment, Refund
from shop.orders.types import Parcel, RefundWish
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.orders.after_sale.sold import Sold, by_staff, derived, sell, work


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _at_once(own_shop: Shop, *acts: Callable[[], object]) -> list[object]:
    """Let staff do each in a thread of its own, all from the same moment; a refusal is a result."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with in_shop(own_shop):
                gate.wait(timeout=10)
                return by_staff(act)
        except OrdersError as refusal:
            return refusal
        finally:
            for connection in connections.all():
                connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run, act) for act in acts]]


def _paid(quantity: int) -> Sold:
    lamp = selling.put_on_sale("Lamp", price_minor=1000, on_hand=9)
    order = sell((lamp, quantity))
    by_staff(lambda: orders.mark_as_paid(order.id, key="paid"))
    return order


def test_one_form_sent_by_four_is_one_fulfilment_and_one_refund(own_shop: Shop) -> None:
    with in_shop(own_shop):
        order = _paid(4)
        line = order.lines["Lamp"]
    sent = _at_once(own_shop, *[lambda: orders.fulfil_order(order.id, Parcel("k1", {line: 2}))] * 4)
    assert len(set(sent)) == 1
    back = _at_once(own_shop, *[lambda: orders.refund_order(order.id, RefundWish("r1", {line: 1}))] * 4)
    assert len(set(back)) == 1
    with in_shop(own_shop):
        assert (Fulfilment.objects.count(), Refund.objects.count()) == (1, 1)
        assert [entry.name for entry in orders.timeline_of(order.id)].count("orders.fulfilled") == 1


def test_the_last_pieces_are_sent_or_given_back_once(own_shop: Shop) -> None:
    with in_shop(own_shop):
        order = _paid(1)
        line = order.lines["Lamp"]
    ended = _at_once(
        own_shop,
        *[lambda key=f"k{number}": orders.fulfil_order(order.id, Parcel(key)) for number in range(3)],
    )
    assert sum(isinstance(each, int) for each in ended) == 1, ended
    assert sum(isinstance(each, NotPossible) for each in ended) == 2, ended
    ended = _at_once(
        own_shop,
        *[lambda key=f"r{number}": orders.refund_order(order.id, RefundWish(key, {line: 1})) for number in range(3)],
    )
    assert sum(isinstance(each, int) for each in ended) == 1, ended
    with in_shop(own_shop):
        assert Refund.objects.get().total_minor == 1000


def test_different_work_on_one_order_at_once_leaves_it_whole(own_shop: Shop, pinned: None) -> None:
    with in_shop(own_shop):
        order = _paid(3)
        line = order.lines["Lamp"]
    _at_once(
        own_shop,
        lambda: orders.fulfil_order(order.id, Parcel("k1", {line: 2})),
        lambda: orders.refund_order(order.id, RefundWish("r1", {line: 2}, restock=frozenset({line}))),
        lambda: orders.cancel_order(order.id, key="c1"),
        lambda: orders.set_tags(order.id, ["urgent"]),
        lambda: orders.add_note(order.id, "Look at it.", key="n1"),
    )
    with in_shop(own_shop):
        work(own_shop)
        assert order.states == derived(order)
        seen = orders.after_sale_of(order.id)
        assert (seen.tags, len(seen.notes)) == (("urgent",), 1)
        progress = seen.lines[line]
        assert progress.sent + progress.to_send <= 3
        restocked = sum(part.restocked for refund in seen.refunds for part in refund.lines)
        kept = 0 if order.row.cancelled_at else progress.to_send
        assert progress.refunded <= 3
        stock = StockLevel.objects.get(item__variant_id=order.row.lines.get().variant_id)
        assert (stock.on_hand, stock.reserved) == (9 - progress.sent + restocked, kept)
