"""What fraud does on an event, in a worker of the shop's own pod."""

from pods.outbox.api import EventFacts, HandlerClass, handler
from shop.fraud.events import ASSESS
from shop.fraud.services import assess


@handler(ASSESS, event="orders.placed", versions={1}, work=HandlerClass.FRAUD)
def assess_new_order(facts: EventFacts) -> None:
    """Check the new order."""
    assess(facts.payload["order_id"])
