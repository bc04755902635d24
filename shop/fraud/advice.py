"""Fraud's answer to orders before a payment is captured."""

from pods.routing.actor import acting_as, system_actor
from shop.fraud.events import ASSESS
from shop.fraud.services import assess
from shop.fraud.types import RiskLevel
from shop.orders.api import CaptureAdvice


def advise_on_capture(order_id: int) -> CaptureAdvice:
    """Say whether to take an order's money: not while its risk is high.

    An order that was not checked yet is checked now, so that a capture never overtakes its check.
    """
    with acting_as(system_actor(ASSESS)):
        level = assess(order_id)
    return CaptureAdvice.HOLD if level is RiskLevel.HIGH else CaptureAdvice.CAPTURE
