"""Reads of the outbox: timelines of a subject, and what is parked."""

from collections.abc import Collection

from django.db.models import QuerySet

from pods.isolation.scope import across_shops
from pods.outbox.models import AuditEntry, Delivery, Event
from pods.outbox.types import TIMERS_DUE, AuditRecord, DeliveryRecord, EventFacts, EventRecord, Subject


def events_of(subject: Subject) -> list[EventRecord]:
    """Return what happened to a subject, oldest first. One query."""
    events = Event.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("pk")
    return [
        EventRecord(
            id=event.pk,
            name=event.name,
            version=event.version,
            payload=event.payload,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            created_at=event.created_at,
        )
        for event in events
    ]


def deliveries_of(subject: Subject, *, handlers: Collection[str] = ()) -> list[DeliveryRecord]:
    """Return the work that is still to be done about a subject, parked work too, oldest first. One query.

    `handlers`: only theirs, which an index finds.
    """
    rows = Delivery.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return _records((rows.filter(handler__in=handlers) if handlers else rows).order_by("pk"))


def audit_of(subject: Subject) -> list[AuditRecord]:
    """Return who changed a subject by hand, newest first. One query."""
    entries = AuditEntry.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("-pk")
    return [
        AuditRecord(
            id=entry.pk,
            action=entry.action,
            subject=subject,
            actor_kind=entry.actor_kind,
            actor_id=entry.actor_id,
            actor_name=entry.actor_name,
            before=entry.before,
            after=entry.after,
            created_at=entry.created_at,
        )
        for entry in entries
    ]


def parked_deliveries() -> list[DeliveryRecord]:
    """Return the current shop's parked deliveries, oldest first. One query."""
    return _records(Delivery.objects.filter(due_at__isnull=True).order_by("pk"))


def parked_deliveries_in(database: str) -> list[DeliveryRecord]:
    """Return the parked deliveries of all shops of one database, oldest first. One query."""
    with across_shops(reason="an operator looks at what is parked in a pod"):
        return _records(Delivery._base_manager.using(database).filter(due_at__isnull=True).order_by("pk"))


def find_parked(delivery_id: int) -> DeliveryRecord | None:
    """Return a parked delivery of the current shop, or None. One query."""
    return next(iter(_records(Delivery.objects.filter(pk=delivery_id, due_at__isnull=True))), None)


def facts_of(delivery_id: int) -> tuple[str, EventFacts]:
    """Return the name of a delivery's handler and what it is to be told. One query."""
    row = Delivery.objects.select_related("event").get(pk=delivery_id)
    event = row.event
    return row.handler, EventFacts(
        event_id=row.event_id,
        delivery_id=row.pk,
        name=event.name if event else TIMERS_DUE,
        version=event.version if event else 1,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        payload=event.payload if event else row.payload or {},
        tries=row.tries,
        created_at=event.created_at if event else row.created_at,
    )


def _records(rows: QuerySet[Delivery]) -> list[DeliveryRecord]:
    return [
        DeliveryRecord(
            id=row.pk,
            shop_id=row.shop_id,
            event_id=row.event_id,
            event=row.event.name if row.event else TIMERS_DUE,
            version=row.event.version if row.event else 1,
            handler=row.handler,
            work=row.work,
            subject=Subject(row.subject_kind, row.subject_id),
            due_at=row.due_at,
            tries=row.tries,
            error=row.error,
            parked_at=row.parked_at,
            created_at=row.created_at,
            payload=row.event.payload if row.event else row.payload or {},
        )
        for row in rows.select_related("event")
    ]
