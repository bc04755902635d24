"""The outbox's own periodic work."""

from pods.outbox.registry import handler
from pods.outbox.services.publishing import SWEEP
from pods.outbox.services.retention import sweep
from pods.outbox.types import TIMERS_DUE, EventFacts, HandlerClass


@handler(SWEEP, event=TIMERS_DUE, versions={1}, work=HandlerClass.BULK)
def sweep_expired(facts: EventFacts) -> None:
    """Delete what has expired in this shop."""
    sweep()
