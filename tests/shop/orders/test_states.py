"""Where an order stands and what it allows: pure decisions, case by case."""

from dataclasses import replace

import pytest

from shop.orders.obstacles import Obstacle
from shop.orders.rules.permits import (
    PERMITS,
    OrderFactsNow,
    may_cancel,
    may_capture,
    may_capture_unasked,
    may_fulfil,
    may_give_back,
    may_hold,
    may_mark_as_paid,
    may_refund,
    may_release,
    may_send,
    may_unsend,
    may_void,
    possible_actions,
)
from shop.orders.rules.refunding import Pieces, split_pieces
from shop.orders.rules.states import LineFacts, MoneyFacts, fulfilment_state, payment_state
from shop.orders.types import OrderAction

HELD = MoneyFacts(1000)
PROMISED = MoneyFacts(1000, is_promised=True)
PAID = MoneyFacts(1000, captured_minor=1000)
LINE = LineFacts(1, 11, sold=3)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (HELD, "authorised"),
        (PROMISED, "unpaid"),
        (replace(PROMISED, is_held=True), "on_hold"),
        (replace(HELD, is_held=True), "on_hold"),
        (replace(HELD, capture_refused=True), "failed"),
        (replace(HELD, capture_refused=True, is_held=True), "on_hold"),
        (replace(HELD, voided_minor=1000), "voided"),
        (replace(HELD, voided_minor=1000, is_held=True), "voided"),
        (replace(HELD, capture_asked_minor=1000), "authorised"),
        (replace(HELD, void_asked_minor=1000), "authorised"),
        (replace(HELD, captured_minor=1), "partly_paid"),
        (replace(HELD, captured_minor=1, capture_refused=True), "partly_paid"),
        (replace(HELD, captured_minor=1, voided_minor=999), "partly_paid"),
        (PAID, "paid"),
        (replace(PAID, is_held=True), "paid"),
        (replace(PAID, refund_asked_minor=1000), "paid"),
        (replace(PAID, refunded_minor=1), "partly_refunded"),
        (replace(PAID, refunded_minor=1000), "refunded"),
        (replace(HELD, captured_minor=400, refunded_minor=399), "partly_refunded"),
        (replace(HELD, captured_minor=400, refunded_minor=400), "refunded"),
        (MoneyFacts(0), "paid"),
        (MoneyFacts(0, is_held=True), "paid"),
    ],
)
def test_where_the_money_is(facts: MoneyFacts, state: str) -> None:
    assert payment_state(facts) == state


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([LINE], "unfulfilled"),
        ([replace(LINE, sent=1)], "partly_fulfilled"),
        ([replace(LINE, sent=3)], "fulfilled"),
        ([replace(LINE, sent=3), LINE], "partly_fulfilled"),
        ([replace(LINE, sent=2, refunded=1, taken_out=1)], "fulfilled"),
        ([replace(LINE, sent=3, refunded=3, restocked=3)], "fulfilled"),
        ([replace(LINE, refunded=3, taken_out=3)], "not_needed"),
        ([replace(LINE, refunded=2, taken_out=2)], "unfulfilled"),
        ([replace(LINE, is_cancelled=True)], "not_needed"),
        ([replace(LINE, needs_parcel=False)], "not_needed"),
        ([replace(LINE, needs_parcel=False, sent=3)], "not_needed"),
        ([replace(LINE, needs_parcel=False), replace(LINE, sent=3)], "fulfilled"),
        ([], "not_needed"),
    ],
)
def test_how_much_was_sent(lines: list[LineFacts], state: str) -> None:
    assert fulfilment_state(lines) == state


def _facts(money: MoneyFacts = HELD, *lines: LineFacts, is_cancelled: bool = False) -> OrderFactsNow:
    return OrderFactsNow(money, lines or (LINE,), is_cancelled)


SENT = replace(LINE, sent=1)
GONE = replace(LINE, sent=3)


@pytest.mark.parametrize(
    ("permit", "facts", "obstacle"),
    [
        (may_fulfil, _facts(), None),
        (may_fulfil, _facts(PROMISED), None),
        (may_fulfil, _facts(PAID, SENT), None),
        (may_fulfil, _facts(is_cancelled=True), Obstacle.CANCELLED),
        (may_fulfil, _facts(replace(HELD, is_held=True)), Obstacle.ON_HOLD),
        (may_fulfil, _facts(replace(HELD, voided_minor=1000)), Obstacle.NOT_PAID_FOR),
        (may_fulfil, _facts(replace(HELD, capture_refused=True)), Obstacle.NOT_PAID_FOR),
        (may_fulfil, _facts(PAID, GONE), Obstacle.NOTHING_TO_SEND),
        (may_refund, _facts(PAID), None),
        (may_refund, _facts(PAID, is_cancelled=True), None),
        (may_refund, _facts(), Obstacle.NOTHING_TAKEN),
        (may_refund, _facts(MoneyFacts(0)), None),
        (may_refund, _facts(replace(PAID, refunded_minor=1000), replace(LINE, refunded=3)), Obstacle.NOTHING_TO_REFUND),
        (may_cancel, _facts(), None),
        (may_cancel, _facts(replace(HELD, capture_asked_minor=1000)), None),
        (may_cancel, _facts(is_cancelled=True), Obstacle.CANCELLED),
        (may_cancel, _facts(PAID, SENT), Obstacle.SENT_ALREADY),
        (may_cancel, _facts(replace(PAID, refund_asked_minor=1)), Obstacle.MONEY_IS_MOVING),
        (may_capture, _facts(), None),
        (may_capture, _facts(replace(HELD, is_held=True)), None),
        (may_capture, _facts(replace(HELD, capture_refused=True)), None),
        (may_capture, _facts(replace(HELD, captured_minor=1)), None),
        (may_capture, _facts(is_cancelled=True), Obstacle.CANCELLED),
        (may_capture, _facts(PROMISED), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture, _facts(PAID), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture, _facts(replace(HELD, void_asked_minor=1000)), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture, _facts(replace(HELD, capture_asked_minor=1)), Obstacle.MONEY_IS_MOVING),
        (may_capture_unasked, _facts(), None),
        (may_capture_unasked, _facts(replace(HELD, is_held=True)), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture_unasked, _facts(replace(HELD, capture_refused=True)), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture_unasked, _facts(replace(HELD, captured_minor=1)), Obstacle.NOTHING_TO_CAPTURE),
        (may_capture_unasked, _facts(is_cancelled=True), Obstacle.CANCELLED),
        (may_void, _facts(), None),
        (may_void, _facts(replace(HELD, captured_minor=1)), None),
        (may_void, _facts(PAID), Obstacle.NOTHING_TO_CAPTURE),
        (may_void, _facts(PROMISED), Obstacle.NOTHING_TO_CAPTURE),
        (may_void, _facts(replace(HELD, capture_asked_minor=1)), Obstacle.MONEY_IS_MOVING),
        (may_mark_as_paid, _facts(PROMISED), None),
        (may_mark_as_paid, _facts(replace(PROMISED, captured_minor=1)), None),
        (may_mark_as_paid, _facts(), Obstacle.PAID_BY_CARD),
        (may_mark_as_paid, _facts(PROMISED, is_cancelled=True), Obstacle.CANCELLED),
        (may_mark_as_paid, _facts(replace(PROMISED, captured_minor=1000)), Obstacle.TAKEN_ALREADY),
        (may_hold, _facts(), None),
        (may_hold, _facts(PROMISED), None),
        (may_hold, _facts(is_cancelled=True), Obstacle.CANCELLED),
        (may_hold, _facts(replace(HELD, is_held=True)), Obstacle.ON_HOLD),
        (may_hold, _facts(HELD, SENT), Obstacle.SENT_ALREADY),
        (may_hold, _facts(replace(HELD, capture_asked_minor=1)), Obstacle.MONEY_IS_MOVING),
        (may_hold, _facts(PAID), Obstacle.TAKEN_ALREADY),
        (may_release, _facts(replace(HELD, is_held=True)), None),
        (may_release, _facts(), Obstacle.NOT_ON_HOLD),
        (may_release, _facts(replace(PAID, is_held=True)), Obstacle.NOT_ON_HOLD),
    ],
)
def test_what_stands_in_the_way(permit, facts: OrderFactsNow, obstacle: Obstacle | None) -> None:
    assert permit(facts) is obstacle


def test_a_page_offers_what_is_possible_and_nothing_else() -> None:
    assert set(PERMITS) == set(OrderAction)
    assert possible_actions(_facts(PAID, GONE)) == {OrderAction.REFUND}
    assert possible_actions(_facts(replace(HELD, voided_minor=1000), is_cancelled=True)) == frozenset()


@pytest.mark.parametrize(
    ("quantities", "obstacle"),
    [
        ({1: 2}, None),
        ({1: 1, 2: 1}, None),
        ({}, Obstacle.NOTHING_ASKED),
        ({1: 0}, Obstacle.NOTHING_ASKED),
        ({3: 1}, Obstacle.LINE_UNKNOWN),
        ({1: 3}, Obstacle.TOO_MANY),
    ],
)
def test_which_pieces_may_be_taken(quantities: dict[int, int], obstacle: Obstacle | None) -> None:
    lines = [replace(LINE, sent=1, refunded=1), LineFacts(2, 12, sold=1)]
    assert may_send(lines, quantities) is obstacle
    assert may_give_back(lines, quantities) is obstacle


def test_pieces_that_came_back_keep_their_fulfilment() -> None:
    line = replace(LINE, sent=2, refunded=2, taken_out=1)
    assert may_unsend([line], {1: 1}) is None
    assert may_unsend([line], {1: 2}) is Obstacle.GIVEN_BACK


@pytest.mark.parametrize(
    ("line", "quantity", "restock", "pieces"),
    [
        (LINE, 2, True, Pieces(2, unsent=2, restocked=0)),
        (replace(LINE, sent=2), 2, True, Pieces(2, unsent=1, restocked=1)),
        (replace(LINE, sent=2), 2, False, Pieces(2, unsent=1, restocked=0)),
        (replace(LINE, sent=3), 3, True, Pieces(3, unsent=0, restocked=3)),
        (replace(LINE, is_cancelled=True), 3, True, Pieces(3, unsent=0, restocked=0)),
        (replace(LINE, sent=3, refunded=2, restocked=2), 1, True, Pieces(1, unsent=0, restocked=1)),
    ],
)
def test_what_becomes_of_pieces_that_are_given_back(
    line: LineFacts, quantity: int, pieces: Pieces, *, restock: bool
) -> None:
    assert split_pieces(line, quantity, restock=restock) == pieces


@pytest.mark.parametrize("obstacle", Obstacle)
def test_every_obstacle_has_a_sentence(obstacle: Obstacle) -> None:
    assert obstacle.sentence.endswith((".", "?"))
