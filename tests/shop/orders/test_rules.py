from dataclasses import replace

import pytest

from shop.money import CurrencyMismatch, Money
from shop.orders.rules import (
    MOVES,
    OPEN_STATES,
    Missing,
    ThirdStep,
    may_capture,
    may_move,
    settled_state,
    sum_of_lines,
    third_step,
    wrong_details,
)
from shop.orders.sentences import DECLINES, decline_sentence, event_sentence, missing_sentence
from shop.orders.types import AttemptState, ChargeState, OrderState
from tests.shop.selling import HOME


@pytest.mark.parametrize("state", AttemptState)
def test_an_attempt_that_ended_is_never_open_again(state: AttemptState) -> None:
    if state not in OPEN_STATES:
        assert not any(may_move(state, to) for to in OPEN_STATES)


def test_every_move_has_a_sentence_and_every_state_is_reached() -> None:
    assert all(sentence.endswith(".") for sentence in MOVES.values())
    assert {to for _from, to in MOVES} == set(AttemptState) - {AttemptState.SENT}


@pytest.mark.parametrize(
    ("state", "approved", "step"),
    [
        (AttemptState.SENT, True, ThirdStep.RECORD),
        (AttemptState.SENT, False, ThirdStep.RECORD),
        (AttemptState.SETTLING, True, ThirdStep.LEAVE),
        (AttemptState.SETTLING, False, ThirdStep.LEAVE),
        (AttemptState.AUTHORISED, True, ThirdStep.RETURN_FIRST),
        (AttemptState.CAPTURED, True, ThirdStep.RETURN_FIRST),
        (AttemptState.VOIDED, True, ThirdStep.VOID),
        (AttemptState.DECLINED, True, ThirdStep.VOID),
        (AttemptState.VOIDED, False, ThirdStep.RETURN_FIRST),
        (AttemptState.DECLINED, False, ThirdStep.RETURN_FIRST),
    ],
)
def test_what_the_third_step_does_with_its_answer(state: AttemptState, step: ThirdStep, *, approved: bool) -> None:
    assert third_step(state, approved=approved) is step


@pytest.mark.parametrize(
    ("charge", "state"),
    [
        (ChargeState.AUTHORISED, AttemptState.AUTHORISED),
        (ChargeState.CAPTURED, AttemptState.AUTHORISED),
        (ChargeState.DECLINED, AttemptState.DECLINED),
        (ChargeState.VOIDED, AttemptState.VOIDED),
    ],
)
def test_how_an_overdue_attempt_ends(charge: ChargeState, state: AttemptState) -> None:
    assert settled_state(charge) is state
    assert may_move(AttemptState.SETTLING, state)


@pytest.mark.parametrize("state", OrderState)
def test_a_paid_order_is_never_captured_and_a_held_one_only_by_decision(state: OrderState) -> None:
    assert may_capture(state, forced=False) == (state is OrderState.AUTHORISED)
    assert may_capture(state, forced=True) == (state is not OrderState.PAID)


def test_a_cart_of_two_currencies_has_no_sum() -> None:
    assert sum_of_lines([(Money(100, "EUR"), 2), (Money(5, "EUR"), 1)]) == Money(205, "EUR")
    with pytest.raises(CurrencyMismatch):
        sum_of_lines([(Money(100, "EUR"), 1), (Money(100, "JPY"), 1)])


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("a@b.no", True),
        ("first.last+tag@mail.example.com", True),
        ("", False),
        ("a@b", False),
        ("a b@c.no", False),
        ("a@b..no", False),
        ("a@@b.no", False),
        ("a@b.no,c@d.no", False),
        ("x" * 250 + "@b.no", False),
    ],
)
def test_what_an_email_looks_like(email: str, *, good: bool) -> None:
    wrong = wrong_details(email=email, shipping=HOME, billing=HOME)
    assert wrong == ({} if good else {"email": Missing.EMAIL})


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("name", " ", Missing.REQUIRED),
        ("line1", "", Missing.REQUIRED),
        ("postcode", "", Missing.REQUIRED),
        ("city", "", Missing.REQUIRED),
        ("country", "", Missing.REQUIRED),
        ("country", "ZZ", Missing.COUNTRY),
        ("country", "no", Missing.COUNTRY),
        ("city", "x" * 121, Missing.TOO_LONG),
        ("line2", "x" * 201, Missing.TOO_LONG),
    ],
)
@pytest.mark.parametrize("which", ["shipping", "billing"])
def test_what_is_wrong_with_an_address(which: str, name: str, value: str, fault: Missing) -> None:
    addresses = {"shipping": HOME, "billing": HOME, which: replace(HOME, **{name: value})}
    assert wrong_details(email="a@b.no", **addresses) == {f"{which}.{name}": fault}


def test_every_fault_and_every_decline_has_a_sentence() -> None:
    assert all(missing_sentence(fault).endswith(".") for fault in Missing)
    assert all(decline_sentence(code).endswith(".") for code in DECLINES)
    assert decline_sentence("something new") == "The bank declined the payment. Try another card."


def test_an_event_nobody_described_is_told_by_its_name() -> None:
    assert event_sentence("returns.opened", {}) == "returns.opened"
