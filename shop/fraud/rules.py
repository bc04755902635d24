"""Pure decisions about risk: three facts, each with a code, figures and a sentiment, and the level they add up to.

Honest figures only: a fact that cannot be known says so and weighs nothing. Sentences stand in sentences.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from shop.fraud.types import Finding, RiskLevel, Sentiment
from shop.money import Money
from shop.payments.types import AvsAnswer, CvvAnswer

RULES_VERSION = 1
"""Counts up when a rule changes, so that an old assessment can be told from a new one."""

ENOUGH_ORDERS = 5
"""Fewer earlier orders than this are no history to compare with."""

FAR_ABOVE_TENTHS, ABOVE_TENTHS = 50, 30
"""Tenths of the shop's median order: from 5 times on an order speaks against itself, from 3 times it is notable."""


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the rules look at."""

    billing_country: str
    shipping_country: str
    avs: AvsAnswer
    cvv: CvvAnswer
    total: Money
    earlier_totals: Sequence[Money]


def findings(seen: Seen) -> list[Finding]:
    """Return one finding of each rule, in the order in which pages show them."""
    return [
        countries_finding(seen.billing_country, seen.shipping_country),
        card_finding(seen.avs, seen.cvv),
        value_finding(seen.total, seen.earlier_totals),
    ]


def countries_finding(billing: str, shipping: str) -> Finding:
    """Compare where the card's owner lives with where the goods go."""
    figures = {"billing": billing, "shipping": shipping}
    if billing == shipping:
        return Finding("countries_same", Sentiment.POSITIVE, 0, figures)
    return Finding("countries_differ", Sentiment.NEGATIVE, 2, figures)


def card_finding(avs: AvsAnswer, cvv: CvvAnswer) -> Finding:
    """Weigh what the card's bank said of address and security code; the worst answer gives the code."""
    figures = {"avs": avs.value, "cvv": cvv.value}
    if cvv is CvvAnswer.MISMATCH:
        both = avs is AvsAnswer.MISMATCH
        return Finding("card_both_wrong" if both else "card_code_wrong", Sentiment.NEGATIVE, 4 if both else 3, figures)
    if avs is AvsAnswer.MISMATCH:
        return Finding("card_address_wrong", Sentiment.NEGATIVE, 2, figures)
    if avs is AvsAnswer.PARTIAL:
        return Finding("card_address_partly", Sentiment.NEUTRAL, 1, figures)
    if avs is AvsAnswer.UNAVAILABLE or cvv is CvvAnswer.UNAVAILABLE:
        return Finding("card_not_checked", Sentiment.NEUTRAL, 1, figures)
    return Finding("card_matches", Sentiment.POSITIVE, 0, figures)


def value_finding(total: Money, earlier: Sequence[Money]) -> Finding:
    """Compare the order's value with the median of the shop's earlier orders in the same currency.

    The ratio is in tenths, cut off, so that it is exact and says no more than it knows.
    """
    alike = [each.minor for each in earlier if each.currency == total.currency]
    figures: dict[str, int | str] = {"total_minor": total.minor, "currency": total.currency, "orders": len(alike)}
    usual = median_low(alike) if len(alike) >= ENOUGH_ORDERS else 0
    if usual <= 0:
        return Finding("value_no_history", Sentiment.NEUTRAL, 0, figures)
    tenths = total.minor * 10 // usual
    figures |= {"median_minor": usual, "tenths": tenths}
    if tenths >= FAR_ABOVE_TENTHS:
        return Finding("value_far_above", Sentiment.NEGATIVE, 2, figures)
    if tenths >= ABOVE_TENTHS:
        return Finding("value_above", Sentiment.NEUTRAL, 1, figures)
    return Finding("value_usual", Sentiment.POSITIVE, 0, figures)


def level_of(found: Sequence[Finding]) -> RiskLevel:
    """Add up the points: 0 none, 1 low, 2 and 3 medium, from 4 on high."""
    points = sum(each.points for each in found)
    if points == 0:
        return RiskLevel.NONE
    if points == 1:
        return RiskLevel.LOW
    return RiskLevel.MEDIUM if points < 4 else RiskLevel.HIGH
