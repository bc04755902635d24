"""What a person does with a parked delivery: replay it or discard it."""

from django.db.models.functions import Now

from pods.outbox.errors import DeliveryUnknown
from pods.outbox.models import Delivery
from pods.outbox.selectors import find_parked
from pods.outbox.services.publishing import audit
from pods.outbox.types import DeliveryRecord, Subject
from pods.routing.service import service

MANAGE = "events.manage"


@service(permission=MANAGE)
def replay(delivery_id: int) -> None:
    """Let a parked delivery be due now, with all its tries before it. Raises DeliveryUnknown. Three queries."""
    parked = _parked(delivery_id)
    Delivery.objects.filter(pk=delivery_id).update(tries=0, due_at=Now(), parked_at=None)
    audit("events.replayed", Subject("delivery", delivery_id), _as_audited(parked), {})


@service(permission=MANAGE)
def discard(delivery_id: int) -> None:
    """Delete a parked delivery: its work will never be done. Raises DeliveryUnknown. Three queries."""
    parked = _parked(delivery_id)
    Delivery.objects.filter(pk=delivery_id, due_at__isnull=True).delete()
    audit("events.discarded", Subject("delivery", delivery_id), _as_audited(parked), {})


def _parked(delivery_id: int) -> DeliveryRecord:
    parked = find_parked(delivery_id)
    if parked is None:
        raise DeliveryUnknown
    return parked


def _as_audited(parked: DeliveryRecord) -> dict[str, object]:
    return {
        "handler": parked.handler,
        "event": parked.event,
        "event_id": parked.event_id,
        "subject": [parked.subject.kind, parked.subject.id],
        "tries": parked.tries,
        "error": parked.error,
    }
