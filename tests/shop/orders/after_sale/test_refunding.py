"""Giving back: in parts that add up, by a delivery, with stock behind it; refused and tried again."""

import pytest

from pods.directory.models import Shop
from pods.outbox.types import Outcome
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import KeyReused, NotPossible, RefundChanged, RefundUnknown
from shop.orders.events import MOVE_MONEY
from shop.orders.models import Refund
from shop.orders.services.recording_money import finish_refund, record_money
from shop.orders.types import Obstacle, Parcel, RefundState, RefundWish
from shop.payments.api import operations_of
from shop.payments.types import OperationAnswer, OperationKind
from tests.shop import selling
from tests.shop.orders.after_sale.sold import (
    Sold,
    by_staff,
    everything,
    may,
    refused,
    same_again,
    sell,
    work,
)


def _paid(*wanted: tuple[Product, int], **amounts: int) -> Sold:
    order = sell(*wanted, **amounts)
    by_staff(lambda: orders.mark_as_paid(order.id, key=f"paid-{order.id}"))
    return order


def _ask(order: Sold, wish: RefundWish) -> int:
    return by_staff(lambda: orders.refund_order(order.id, wish))


def _refuse_asked(order: Sold) -> None:
    [asked] = [each for each in operations_of(order.row.attempt_id) if each.kind is OperationKind.REFUND][-1:]
    record_money(OperationAnswer(asked.id, is_done=False, reason="not_enough"))


def test_parts_add_up_to_what_was_paid(shop: Shop, lamp: Product, stool: Product) -> None:
    order = _paid((lamp, 1), (stool, 3), shipping_minor=500, discount_minor=1)
    order_line = order.lines["Stool"]
    from shop.orders.models import OrderLine

    OrderLine.objects.filter(pk=order_line).update(discount_minor=1)  # 9.98 for three: 3.33, 3.32, 3.33
    given = []
    for number in range(3):
        _ask(order, RefundWish(f"r{number}", {order_line: 1}))
        work(shop)
        given.append(orders.after_sale_of(order.id).refunds[-1].sums.total.minor)
    assert sum(given) == 998
    assert order.states[0] == "partly_refunded"
    _ask(order, RefundWish("rest", {order.lines["Lamp"]: 1}, shipping_minor=500))
    work(shop)
    row = order.row
    assert (order.states, row.refunded_minor, row.total_minor) == (("refunded", "not_needed"), 2498, 2498)
    assert "refund" not in may(order)


def test_it_speaks_for_its_money_and_pieces_until_the_gateway_answers(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 2))
    line = order.lines["Lamp"]
    refund = same_again(lambda: orders.refund_order(order.id, RefundWish("r1", {line: 2})))
    assert (order.states[0], selling.stock_of(lamp)) == ("paid", (10, 2))
    for act, obstacle in (
        (lambda: orders.refund_order(order.id, RefundWish("r2", {line: 1})), Obstacle.NOTHING_TO_REFUND),
        (lambda: orders.fulfil_order(order.id, Parcel("k1", {line: 1})), Obstacle.NOTHING_TO_SEND),
        (lambda: orders.cancel_order(order.id, key="c1"), Obstacle.MONEY_IS_MOVING),
    ):
        assert refused(NotPossible, act).obstacle is obstacle
    assert selling.work_off(shop, MOVE_MONEY) == [Outcome.DONE]
    assert (order.states, selling.stock_of(lamp)) == (("refunded", "not_needed"), (10, 0))
    assert orders.after_sale_of(order.id).refunds[0].id == refund
    assert [entry.name for entry in orders.timeline_of(order.id)][:2] == ["orders.refunded", "orders.refund_asked"]


def test_pieces_that_were_never_sent_go_first_and_are_free_again(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 3))
    line = order.lines["Lamp"]
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1", {line: 2})))
    _ask(order, RefundWish("r1", {line: 2}, restock=frozenset({line})))
    work(shop)
    [part] = orders.after_sale_of(order.id).refunds[0].lines
    assert (part.quantity, part.unsent, part.restocked) == (2, 1, 1)
    assert (order.states[1], selling.stock_of(lamp)) == ("fulfilled", (9, 0))


def test_what_is_not_restocked_stays_away(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 2))
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1")))
    _ask(order, RefundWish("r1", {order.lines["Lamp"]: 2}))
    work(shop)
    assert (order.states, selling.stock_of(lamp)) == (("refunded", "fulfilled"), (8, 0))


def test_a_refused_refund_has_changed_nothing_and_can_be_tried_again(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 2))
    line = order.lines["Lamp"]
    refund = _ask(order, RefundWish("r1", {line: 1}, restock=frozenset({line})))
    _refuse_asked(order)
    [shown] = orders.after_sale_of(order.id).refunds
    assert (shown.state, shown.refusal, order.states, selling.stock_of(lamp)) == (
        RefundState.REFUSED,
        "not_enough",
        ("paid", "unfulfilled"),
        (10, 2),
    )
    assert orders.order_counts().refused_refunds == 1
    assert orders.timeline_of(order.id)[0].name == "orders.refund_refused"
    assert selling.work_off(shop, MOVE_MONEY) == [Outcome.DONE], "the first question has nothing left to ask"
    assert order.states[0] == "paid"
    by_staff(lambda: orders.try_refund_again(refund))
    refused(NotPossible, lambda: orders.try_refund_again(refund))
    work(shop)
    assert (order.states, selling.stock_of(lamp)) == (("partly_refunded", "unfulfilled"), (10, 1))
    assert Refund.objects.get(pk=refund).tries == 2
    assert orders.order_counts().refused_refunds == 0


def test_a_refund_whose_pieces_were_given_back_meanwhile_is_not_tried_again(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 1))
    refund = _ask(order, RefundWish("r1", {order.lines["Lamp"]: 1}))
    _refuse_asked(order)
    _ask(order, RefundWish("r2", {order.lines["Lamp"]: 1}))
    work(shop)
    assert refused(NotPossible, lambda: orders.try_refund_again(refund)).obstacle is Obstacle.NOTHING_TO_REFUND
    refused(RefundUnknown, lambda: orders.try_refund_again(refund + 10**6))


def test_refunds_that_are_not_possible(lamp: Product, stool: Product) -> None:
    unpaid, order, other = sell((lamp, 1)), _paid((lamp, 2), shipping_minor=300), sell((stool, 1))
    line = order.lines["Lamp"]
    assert (
        refused(
            NotPossible, lambda: orders.refund_order(unpaid.id, RefundWish("r1", {unpaid.lines["Lamp"]: 1}))
        ).obstacle
        is Obstacle.NOTHING_TAKEN
    )
    for wish, obstacle in (
        (RefundWish("r1"), Obstacle.NOTHING_ASKED),
        (RefundWish("r1", {line: -1}), Obstacle.NOTHING_ASKED),
        (RefundWish("r1", {line: 3}), Obstacle.TOO_MANY),
        (RefundWish("r1", {other.lines["Stool"]: 1}), Obstacle.LINE_UNKNOWN),
        (RefundWish("r1", shipping_minor=301), Obstacle.MORE_SHIPPING_THAN_PAID),
        (RefundWish("r1", shipping_minor=-1), Obstacle.NOTHING_ASKED),
    ):
        error = refused(NotPossible, lambda wish=wish: orders.refund_order(order.id, wish))
        assert error.obstacle is obstacle, wish
        with pytest.raises(NotPossible) as previewed:
            orders.refund_preview(order.id, wish)
        assert previewed.value.obstacle is obstacle


def test_no_more_is_given_back_than_was_taken(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 2))
    by_staff(lambda: orders.mark_as_paid(order.id, amount_minor=1500, key="p1"))
    assert order.states[0] == "partly_paid"
    error = refused(NotPossible, lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 2})))
    assert (error.obstacle, error.left) == (Obstacle.MORE_THAN_TAKEN, 1500)
    _ask(order, RefundWish("r2", {order.lines["Lamp"]: 1}))
    work(shop)
    assert order.states[0] == "partly_refunded"


def test_another_sum_than_the_button_said_is_refused(lamp: Product) -> None:
    order = _paid((lamp, 2))
    wish = RefundWish("r1", {order.lines["Lamp"]: 1}, expected_minor=999)
    error = refused(RefundChanged, lambda: orders.refund_order(order.id, wish))
    assert error.total == Money(1000, "EUR")
    assert orders.refund_preview(order.id, wish).total == Money(1000, "EUR")


def test_a_key_belongs_to_one_order(lamp: Product) -> None:
    first, second = _paid((lamp, 1)), _paid((lamp, 1))
    _ask(first, RefundWish("r1", {first.lines["Lamp"]: 1}))
    refused(KeyReused, lambda: orders.refund_order(second.id, RefundWish("r1", {second.lines["Lamp"]: 1})))


def test_goods_that_cost_nothing_come_back_without_a_gateway(shop: Shop, lamp: Product) -> None:
    gift = selling.put_on_sale("Gift", price_minor=0, on_hand=5)
    order = _paid((lamp, 1), (gift, 1))
    refund = _ask(order, RefundWish("r1", {order.lines["Gift"]: 1}))
    assert selling.stock_of(gift) == (5, 1)
    work(shop)
    assert (Refund.objects.get(pk=refund).state, selling.stock_of(gift), order.states[0]) == ("done", (5, 0), "paid")
    before = everything()
    finish_refund(refund)
    assert everything() == before


def test_an_answer_that_comes_twice_counts_once(shop: Shop, lamp: Product) -> None:
    order = _paid((lamp, 2))
    by_staff(lambda: orders.fulfil_order(order.id, Parcel("k1")))
    line = order.lines["Lamp"]
    _ask(order, RefundWish("r1", {line: 1}, restock=frozenset({line})))
    answer = OperationAnswer(operations_of(order.row.attempt_id)[-1].id, is_done=True)
    record_money(answer)
    before = everything()
    record_money(answer)
    assert everything() == before
    work(shop)
    assert (selling.stock_of(lamp), order.row.refunded_minor) == ((9, 0), 1000)


def test_taxes_on_top_go_back_with_their_line(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 3), tax_minor=571, tax_included=False)
    from shop.orders.models import OrderLine

    taxes = [{"name": "VAT", "rate_ppm": 190000, "amount_minor": 571}]
    OrderLine.objects.filter(order_id=order.id).update(tax_minor=571, taxes=taxes)
    by_staff(lambda: orders.mark_as_paid(order.id, key="p1"))
    given = []
    for number in range(3):
        _ask(order, RefundWish(f"r{number}", {order.lines["Lamp"]: 1}))
        work(shop)
        given.append(orders.after_sale_of(order.id).refunds[-1].sums)
    assert [sums.goods.minor for sums in given] == [1000, 1000, 1000]
    assert sum(sums.tax.minor for sums in given) == 571
    assert (sum(sums.total.minor for sums in given), order.states[0]) == (3571, "refunded")


def test_giving_back_needs_its_permission(lamp: Product) -> None:
    order = _paid((lamp, 1))
    before = everything()
    for act in (
        lambda: orders.refund_order(order.id, RefundWish("r1", {order.lines["Lamp"]: 1})),
        lambda: orders.try_refund_again(1),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert everything() == before
