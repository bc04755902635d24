"""What happened to an order."""

from pods.outbox.api import Subject, events_of
from shop.orders.sentences import event_sentence
from shop.orders.types import TimelineEntry


def timeline_of(order_id: int) -> list[TimelineEntry]:
    """Return what happened to an order, newest first. One query."""
    entries = [
        TimelineEntry(
            at=event.created_at,
            name=event.name,
            sentence=event_sentence(event.name, event.payload),
            actor=f"{event.actor_kind}:{event.actor_id}",
            figures=event.payload,
        )
        for event in events_of(Subject("order", order_id))
    ]
    return entries[::-1]
