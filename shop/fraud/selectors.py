"""Reads of fraud."""

from collections.abc import Collection

from shop.fraud.models import RiskAssessment, RiskFact
from shop.fraud.sentences import sentence_of
from shop.fraud.types import Fact, Risk, RiskLevel, Sentiment


def risk_of(order_id: int) -> Risk:
    """Return how an order was judged, with its facts as sentences. Two queries; one while PENDING."""
    row = RiskAssessment.objects.filter(order_id=order_id).first()
    if row is None:
        return Risk(RiskLevel.PENDING)
    facts = RiskFact.objects.filter(assessment_id=row.pk).order_by("position")
    return Risk(RiskLevel(row.level), tuple(_fact(fact) for fact in facts), row.assessed_at)


def risks_of(order_ids: Collection[int]) -> dict[int, Risk]:
    """Return how each order was judged, with facts, for lists. Two queries, however many orders."""
    rows = {row.pk: row for row in RiskAssessment.objects.filter(order_id__in=set(order_ids))}
    facts: dict[int, list[Fact]] = {pk: [] for pk in rows}
    for fact in RiskFact.objects.filter(assessment_id__in=rows).order_by("assessment_id", "position"):
        facts[fact.assessment_id].append(_fact(fact))
    judged = {row.order_id: Risk(RiskLevel(row.level), tuple(facts[row.pk]), row.assessed_at) for row in rows.values()}
    return {order_id: judged.get(order_id, Risk(RiskLevel.PENDING)) for order_id in order_ids}


def _fact(row: RiskFact) -> Fact:
    return Fact(
        code=row.code,
        sentence=sentence_of(row.code, row.figures),
        sentiment=Sentiment(row.sentiment),
        points=row.points,
        figures=row.figures,
    )
