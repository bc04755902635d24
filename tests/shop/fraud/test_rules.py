import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from shop.fraud.rules import (
    ENOUGH_ORDERS,
    Seen,
    card_finding,
    countries_finding,
    findings,
    level_of,
    value_finding,
)
from shop.fraud.sentences import SENTENCES, assessed_sentence, sentence_of
from shop.fraud.types import Finding, RiskLevel, Sentiment
from shop.money import Money
from shop.payments.types import AvsAnswer, CvvAnswer

POSITIVE, NEUTRAL, NEGATIVE = Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE


def _euros(*minors: int) -> list[Money]:
    return [Money(minor, "EUR") for minor in minors]


def test_one_country_speaks_for_the_order_and_two_against_it() -> None:
    same, differ = countries_finding("NO", "NO"), countries_finding("IT", "CZ")
    assert (same.code, same.sentiment, same.points) == ("countries_same", POSITIVE, 0)
    assert (differ.code, differ.sentiment, differ.points) == ("countries_differ", NEGATIVE, 2)
    assert sentence_of(same.code, same.figures) == "Billing and shipping are both in Norway."
    assert sentence_of(differ.code, differ.figures) == "The card is billed in Italy and the goods go to Czechia."


@pytest.mark.parametrize(
    ("avs", "cvv", "code", "sentiment", "points"),
    [
        ("match", "match", "card_matches", POSITIVE, 0),
        ("partial", "match", "card_address_partly", NEUTRAL, 1),
        ("partial", "unavailable", "card_address_partly", NEUTRAL, 1),
        ("unavailable", "match", "card_not_checked", NEUTRAL, 1),
        ("match", "unavailable", "card_not_checked", NEUTRAL, 1),
        ("mismatch", "match", "card_address_wrong", NEGATIVE, 2),
        ("mismatch", "unavailable", "card_address_wrong", NEGATIVE, 2),
        ("match", "mismatch", "card_code_wrong", NEGATIVE, 3),
        ("unavailable", "mismatch", "card_code_wrong", NEGATIVE, 3),
        ("mismatch", "mismatch", "card_both_wrong", NEGATIVE, 4),
    ],
)
def test_the_banks_worst_answer_gives_the_fact(avs, cvv, code, sentiment, points) -> None:
    found = card_finding(AvsAnswer(avs), CvvAnswer(cvv))
    assert (found.code, found.sentiment, found.points) == (code, sentiment, points)


@pytest.mark.parametrize(
    ("total", "earlier", "code", "sentiment", "tenths"),
    [
        (100, [100] * 5, "value_usual", POSITIVE, 10),
        (299, [100] * 5, "value_usual", POSITIVE, 29),
        (300, [100] * 5, "value_above", NEUTRAL, 30),
        (499, [100] * 5, "value_above", NEUTRAL, 49),
        (500, [100] * 5, "value_far_above", NEGATIVE, 50),
        (1, [100] * 5, "value_usual", POSITIVE, 0),
        (500, [1, 1, 100, 9000, 9000], "value_far_above", NEGATIVE, 50),
        (500, [100, 100, 100, 100, 100, 9000, 9000, 9000], "value_far_above", NEGATIVE, 50),
    ],
)
def test_a_value_is_compared_with_the_shops_median(total, earlier, code, sentiment, tenths) -> None:
    found = value_finding(Money(total, "EUR"), _euros(*earlier))
    assert (found.code, found.sentiment, found.figures["tenths"]) == (code, sentiment, tenths)
    assert found.figures["orders"] == len(earlier)


@pytest.mark.parametrize("earlier", [[], [100], [100] * (ENOUGH_ORDERS - 1)])
def test_without_a_history_a_value_says_nothing(earlier: list[int]) -> None:
    found = value_finding(Money(10**9, "EUR"), _euros(*earlier))
    assert (found.code, found.sentiment, found.points) == ("value_no_history", NEUTRAL, 0)
    assert ("first" in sentence_of(found.code, found.figures)) == (not earlier)


def test_orders_in_another_currency_are_no_history() -> None:
    found = value_finding(Money(10**9, "JPY"), _euros(*[100] * 50))
    assert (found.code, found.figures["orders"]) == ("value_no_history", 0)


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ([0, 0, 0], RiskLevel.NONE),
        ([0, 1, 0], RiskLevel.LOW),
        ([0, 1, 1], RiskLevel.MEDIUM),
        ([2, 0, 0], RiskLevel.MEDIUM),
        ([0, 3, 0], RiskLevel.MEDIUM),
        ([2, 2, 0], RiskLevel.HIGH),
        ([0, 4, 0], RiskLevel.HIGH),
        ([2, 4, 2], RiskLevel.HIGH),
    ],
)
def test_points_add_up_to_a_level(points: list[int], level: RiskLevel) -> None:
    assert level_of([Finding("x", NEUTRAL, each, {}) for each in points]) is level


SEEN = st.builds(
    Seen,
    billing_country=st.sampled_from(["NO", "IT", "CZ"]),
    shipping_country=st.sampled_from(["NO", "IT", "CZ"]),
    avs=st.sampled_from(AvsAnswer),
    cvv=st.sampled_from(CvvAnswer),
    total=st.builds(Money, st.integers(1, 10**9), st.just("EUR")),
    earlier_totals=st.lists(st.builds(Money, st.integers(0, 10**9), st.sampled_from(["EUR", "JPY"])), max_size=12),
)


@given(SEEN)
def test_every_order_gets_three_facts_each_with_a_sentence(seen: Seen) -> None:
    found = findings(seen)
    assert [each.code.split("_")[0] for each in found] == ["countries", "card", "value"]
    assert all(each.code in SENTENCES and sentence_of(each.code, each.figures).endswith(".") for each in found)
    assert all((each.points == 0) == (each.sentiment is not NEGATIVE) or each.sentiment is NEUTRAL for each in found)
    assert level_of(found) is not RiskLevel.PENDING


@given(SEEN)
def test_negative_facts_never_leave_an_order_without_risk(seen: Seen) -> None:
    found = findings(seen)
    if any(each.sentiment is NEGATIVE for each in found):
        assert level_of(found) in {RiskLevel.MEDIUM, RiskLevel.HIGH}


def test_figures_become_a_sentence_in_the_readers_language() -> None:
    found = value_finding(Money(94500, "EUR"), _euros(*[18900] * 37))
    assert sentence_of(found.code, found.figures) == (
        "€945.00 is far above the usual: 5.0 times the shop's median order of €189.00 over 37 orders."
    )
    with translation.override("de"):
        assert "189,00" in sentence_of(found.code, found.figures)
        assert "5,0" in sentence_of(found.code, found.figures)
        assert "Italien" in sentence_of("countries_differ", {"billing": "IT", "shipping": "NO"})


def test_a_rule_that_is_gone_is_told_by_its_name() -> None:
    assert sentence_of("moon_phase", {}) == "moon phase"


def test_the_timeline_tells_the_level() -> None:
    assert assessed_sentence({"level": "HIGH"}) == "Checked for fraud: High risk."
