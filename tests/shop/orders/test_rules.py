from dataclasses import replace

import pytest

from shop.addresses import AddressFault
from shop.orders.rules.checkouts import (
    ThirdStep,
    settled_state,
    third_step,
    wrong_details,
)
from shop.orders.sentences import event_sentence
from shop.payments.types import AttemptState, ChargeState
from tests.shop.selling import HOME


@pytest.mark.parametrize(
    ("state", "approved", "step"),
    [
        (AttemptState.SENT, True, ThirdStep.RECORD),
        (AttemptState.SENT, False, ThirdStep.RECORD),
        (AttemptState.SETTLING, True, ThirdStep.LEAVE),
        (AttemptState.SETTLING, False, ThirdStep.LEAVE),
        (AttemptState.PROCESSING, True, ThirdStep.LEAVE),
        (AttemptState.PROCESSING, False, ThirdStep.LEAVE),
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
        (ChargeState.PROCESSING, AttemptState.PROCESSING),
        (ChargeState.VOIDED, AttemptState.VOIDED),
    ],
)
def test_how_an_overdue_attempt_ends(charge: ChargeState, state: AttemptState) -> None:
    assert settled_state(charge) is state


def test_what_is_wrong_is_told_by_part_and_field() -> None:
    assert wrong_details(email="a@b.no", shipping=HOME, billing=HOME) == {}
    wrong = wrong_details(email="a@b", shipping=replace(HOME, city=" "), billing=replace(HOME, country="ZZ"))
    assert wrong == {
        "email": AddressFault.EMAIL,
        "shipping.city": AddressFault.REQUIRED,
        "billing.country": AddressFault.COUNTRY,
    }


def test_an_event_nobody_described_is_told_by_its_name() -> None:
    assert event_sentence("returns.opened", {}) == "returns.opened"
