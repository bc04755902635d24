"""What happened to an order, and who did it."""

from pods.outbox.api import Subject, audit_of, events_of
from shop.actors import told_actor
from shop.orders.sentences import event_sentence
from shop.orders.types import TimelineEntry


def timeline_of(order_id: int) -> list[TimelineEntry]:
    """Return what happened to an order, newest first. Two queries: events, and the audit log that names people."""
    subject = Subject("order", order_id)
    names = {(entry.actor_kind, entry.actor_id): entry.actor_name for entry in audit_of(subject)}
    entries = [
        TimelineEntry(
            at=event.created_at,
            name=event.name,
            sentence=event_sentence(event.name, event.payload),
            actor=f"{event.actor_kind}:{event.actor_id}",
            actor_name=told_actor(event.actor_kind, event.actor_id, names.get((event.actor_kind, event.actor_id), "")),
            figures=event.payload,
        )
        for event in events_of(subject)
    ]
    return entries[::-1]
