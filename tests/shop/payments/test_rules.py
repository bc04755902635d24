import pytest

from shop.payments.rules import MOVES, may_move
from shop.payments.sentences import DECLINES, decline_sentence
from shop.payments.types import OPEN_STATES, AttemptState


@pytest.mark.parametrize("state", AttemptState)
def test_an_attempt_that_ended_is_never_open_again(state: AttemptState) -> None:
    if state not in OPEN_STATES:
        assert not any(may_move(state, to) for to in OPEN_STATES)


def test_every_move_has_a_sentence_and_every_state_is_reached() -> None:
    assert all(sentence.endswith(".") for sentence in MOVES.values())
    assert {to for _from, to in MOVES} == set(AttemptState) - {AttemptState.SENT}


def test_every_decline_has_a_sentence() -> None:
    assert all(decline_sentence(code).endswith(".") for code in DECLINES)
    assert decline_sentence("something new") == "The bank declined the payment. Try another card."
