"""Writes of fraud: one assessment for each order."""

from pods.outbox.api import Subject, publish
from pods.routing.service import service
from shop.fraud.events import ASSESSED
from shop.fraud.models import RiskAssessment, RiskFact
from shop.fraud.rules import RULES_VERSION, Seen, findings, level_of
from shop.fraud.types import RiskLevel
from shop.orders.api import facts_of_order, lock_order, totals_before


@service
def assess(order_id: int) -> RiskLevel:
    """Check an order, write the facts and return the level. An order that was checked keeps its level.

    Raises OrderUnknown. The order's row is locked first, so two checks at once write one assessment.
    """
    lock_order(order_id)
    known = RiskAssessment.objects.filter(order_id=order_id).values_list("level", flat=True).first()
    if known is not None:
        return RiskLevel(known)
    order = facts_of_order(order_id)
    found = findings(
        Seen(
            billing_country=order.billing_country,
            shipping_country=order.shipping_country,
            avs=order.avs,
            cvv=order.cvv,
            total=order.total,
            earlier_totals=totals_before(order_id, currency=order.total.currency),
        )
    )
    level = level_of(found)
    assessment = RiskAssessment.objects.create(order_id=order_id, level=level, rules_version=RULES_VERSION)
    RiskFact.objects.bulk_create(
        RiskFact(
            assessment_id=assessment.pk,
            position=position,
            code=each.code,
            sentiment=each.sentiment,
            points=each.points,
            figures=each.figures,
        )
        for position, each in enumerate(found)
    )
    told = {
        "order_id": order_id,
        "level": level.value,
        "codes": [each.code for each in found],
        "rules_version": RULES_VERSION,
    }
    publish(ASSESSED, Subject("order", order_id), told)
    return level
