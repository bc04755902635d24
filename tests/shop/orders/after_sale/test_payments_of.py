"""What is known of an order's payments: each try, each operation, what was given up, and disputes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models.functions import Now

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from pods.outbox.models import Delivery
from pods.outbox.types import Outcome
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.errors import OrderUnknown
from shop.orders.events import CAPTURE, INQUIRE, MOVE_MONEY
from shop.orders.services.capturing import begin_capture
from shop.orders.services.hooks import record_inquired, take_hook
from shop.orders.types import Asking, OrderFilter, PaymentTry
from shop.payments import api as payments
from shop.payments.types import AttemptState, ChargeDispute, DisputeState, HookMessage
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.orders.after_sale.sold import Sold, by_staff, everything, same_again, sell, sold_order, work
from tests.shop.pages.visiting import statements, tables_read

pytestmark = pytest.mark.usefixtures("pinned")

UNTIL = datetime(2027, 1, 4, 12, tzinfo=UTC)
OPENED = ChargeDispute("dp_1", DisputeState.OPENED, 500, "product_not_received", UNTIL)


def _bought(lamp: Product, *, before: tuple[str, ...] = ()) -> Sold:
    """Sell with one card, after others were declined in the same cart."""
    token = selling.filled_cart((lamp, 1))
    for number in before:
        assert orders.submit_checkout(selling.details_of(token, card=selling.card(number))).is_declined
    result = orders.submit_checkout(selling.details_of(token, card=selling.card()))
    assert result.order_id is not None
    return sold_order(result.order_id)


def _give_up(handler: str) -> None:
    """Park the work of a handler, as a worker does after the last try."""
    Delivery.objects.filter(handler=handler).update(due_at=None, parked_at=Now(), tries=40, error="AnswerLost")


def _askings(attempt: PaymentTry) -> list[tuple[str, Asking]]:
    return [(each.operation.kind.value, each.asking) for each in attempt.operations]


def test_each_try_of_the_buyer_is_told_with_its_answer(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    earlier = _bought(lamp)
    order = _bought(lamp, before=(selling.NO_MONEY,))
    work(shop)
    told = orders.payments_of(order.id)
    assert [(each.record.payment.state, each.record.reason, each.record.payment.last_four) for each in told.tries] == [
        (AttemptState.DECLINED, "insufficient_funds", "9995"),
        (AttemptState.CAPTURED, "", "4242"),
    ]
    assert [_askings(each) for each in told.tries] == [[], [("capture", Asking.DONE)]]
    assert (told.is_given_up, told.disputes) == (False, ())
    assert len(orders.payments_of(earlier.id).tries) == 1


def test_tries_before_an_earlier_order_of_the_cart_are_not_this_ones(gateway: GatewayProcess, lamp: Product) -> None:
    token = orders.new_cart_token()
    for _sale in range(2):
        orders.add_to_cart(token, variant_id=lamp.variant_id, quantity=1)
        for number, is_placed in ((selling.NO_MONEY, False), (selling.APPROVED, True)):
            result = orders.submit_checkout(selling.details_of(token, card=selling.card(number)))
            assert result.is_placed == is_placed
    assert result.order_id is not None
    assert len(orders.payments_of(result.order_id).tries) == 2


def test_what_waits_what_is_asked_again_and_what_was_given_up(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    begin_capture(order.id)
    assert _askings(orders.payments_of(order.id).tries[-1]) == [("capture", Asking.WAITING)]
    Delivery.objects.filter(handler=CAPTURE).update(tries=3)
    [again] = orders.payments_of(order.id).tries[-1].operations
    assert (again.asking, again.tries, again.next_at is not None) == (Asking.AGAIN, 3, True)
    _give_up(CAPTURE)
    told = orders.payments_of(order.id)
    assert (_askings(told.tries[-1]), told.is_given_up) == ([("capture", Asking.GIVEN_UP)], True)
    before = everything()
    with pytest.raises(NotAllowed):
        orders.ask_again(order.id)
    assert everything() == before
    assert by_staff(lambda: orders.ask_again(order.id)) is True
    assert same_again(lambda: orders.ask_again(order.id)) is False
    assert not orders.payments_of(order.id).is_given_up
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    assert (order.states[0], gateway.answer(order.row.attempt.key)["captured_minor"]) == ("paid", 1000)
    assert [entry.name for entry in orders.timeline_of(order.id)][:2] == [
        "orders.payment_captured",
        "orders.asked_again",
    ]
    assert [entry.action for entry in audit_of(Subject("order", order.id))] == ["orders.asked_again"]


def test_a_refund_that_was_given_up_is_asked_again_once(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _bought(lamp)
    work(shop)
    by_staff(lambda: orders.cancel_order(order.id, key="c1"))
    _give_up(MOVE_MONEY)
    assert _askings(orders.payments_of(order.id).tries[-1]) == [
        ("capture", Asking.DONE),
        ("refund", Asking.GIVEN_UP),
    ]
    by_staff(lambda: orders.ask_again(order.id))
    work(shop)
    assert _askings(orders.payments_of(order.id).tries[-1]) == [("capture", Asking.DONE), ("refund", Asking.DONE)]
    assert gateway.answer(order.row.attempt.key)["refunded_minor"] == 1000


def test_news_of_the_gateway_that_nobody_could_hear_is_asked_for_again(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    order = _bought(lamp)
    take_hook("test", HookMessage("evt_1", order.row.attempt.key))
    assert not orders.payments_of(order.id).is_given_up
    _give_up(INQUIRE)
    told = orders.payments_of(order.id)
    assert (told.is_given_up, told.is_news_given_up) == (True, True)
    by_staff(lambda: orders.ask_again(order.id))
    assert selling.work_off(shop, INQUIRE) == [Outcome.DONE]
    assert not orders.payments_of(order.id).is_given_up


def test_an_open_dispute_is_told_counted_and_found(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order, other = _bought(lamp), _bought(lamp)
    work(shop)
    charge = payments.gateway_named("test").find_charge(order.row.attempt.key, timeout_s=5)
    assert charge is not None
    second = replace(OPENED, reference="dp_2", amount_minor=100)
    record_inquired(order.row.attempt_id, replace(charge, disputes=(OPENED, second)))
    told = orders.payments_of(order.id)
    assert [(each.amount.minor, each.answer_by) for each in told.open_disputes] == [(500, UNTIL), (100, UNTIL)]
    disputed = orders.orders_page(OrderFilter(is_disputed=True))
    assert ([each.id for each in disputed.orders], disputed.total) == ([order.id], 1)
    assert [each.is_disputed for each in orders.orders_page().orders] == [False, True]
    assert orders.order_counts().disputed == 1
    lost = tuple(replace(each, state=DisputeState.LOST) for each in (OPENED, second))
    record_inquired(order.row.attempt_id, replace(charge, disputes=lost))
    assert (orders.payments_of(order.id).open_disputes, orders.order_counts().disputed) == ((), 0)
    assert not orders.orders_page(OrderFilter(is_disputed=True)).orders
    assert orders.payments_of(other.id).disputes == ()


def test_a_payment_by_other_means_is_told_and_an_unknown_order_no_payment(shop: Shop, lamp: Product) -> None:
    order = sell((lamp, 2))
    by_staff(lambda: orders.mark_as_paid(order.id, amount_minor=500, key="p1"))
    [only] = orders.payments_of(order.id).tries
    assert (only.record.payment.gateway_code, _askings(only)) == ("manual", [("capture", Asking.DONE)])
    for act in (orders.payments_of, lambda order_id: by_staff(lambda: orders.ask_again(order_id))):
        with pytest.raises(OrderUnknown):
            act(order.id + 10**6)


@pytest.mark.parametrize("declined", [0, 6])
def test_what_it_asks_the_database(gateway: GatewayProcess, lamp: Product, declined: int) -> None:
    order = _bought(lamp, before=(selling.NO_MONEY,) * declined)
    with statements() as sent:
        assert len(orders.payments_of(order.id).tries) == declined + 1
    work_left = ["outbox_delivery", "outbox_delivery"]
    assert tables_read(sent) == [
        *("orders_checkout", "orders_checkout"),
        *work_left,
        *("payments_paymentoperation", "payments_dispute"),
    ]
