"""Everything that staff or buyers may meet has words."""

import pytest

from shop.pricing.api import refusal_sentence
from shop.pricing.rules.wrong_fields import Fault
from shop.pricing.sentences import fault_sentence, use_refused_sentence
from shop.pricing.types import Refusal, RefusedCode


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_says_what_is_to_be_put_right(fault: Fault) -> None:
    assert fault_sentence(fault).endswith(".")


@pytest.mark.parametrize("reason", Refusal)
def test_every_refusal_tells_the_buyer_why(reason: Refusal) -> None:
    told = refusal_sentence(RefusedCode(" TEN ", reason, minimum_minor=5000, beside="FIVE"), "EUR")
    assert told.endswith(".")
    assert "%(" not in told
    assert ("code TEN" in told) is (reason is not Refusal.TOO_MANY)


@pytest.mark.parametrize(
    "reason",
    [Refusal.NOT_FOUND, Refusal.NOT_STARTED, Refusal.ENDED, Refusal.USED_UP, Refusal.ONCE_PER_CUSTOMER],
)
def test_a_code_that_went_away_sends_the_buyer_to_the_new_total(reason: Refusal) -> None:
    told = use_refused_sentence("TEN", reason)
    assert "code TEN" in told
    assert told.endswith("Look at the new total.")


def test_a_minimum_and_the_better_code_are_named() -> None:
    below = RefusedCode("TEN", Refusal.BELOW_MINIMUM, minimum_minor=5000)
    assert refusal_sentence(below, "JPY") == "The code TEN needs ¥5,000 of what it is for."
    beside = RefusedCode("TEN", Refusal.DOES_NOT_COMBINE, beside="HALF")
    assert refusal_sentence(beside, "EUR") == "The code TEN does not combine with HALF, which saves more."
