"""Writes what a change leaves behind, in the change's own transaction: events, work to be done, audit entries.

None of these opens a transaction: outside a service each refuses, because told without the change it would be a lie.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models.functions import Now

from pods.outbox.errors import HandlerWrong
from pods.outbox.models import AuditEntry, Delivery, Event, InboxEntry, PodEvent
from pods.outbox.registry import Handler, registry
from pods.outbox.types import TIMERS_DUE, Subject
from pods.routing.actor import current_actor
from pods.routing.service import require_service

SWEEP = "outbox.sweep"
SWEEP_EVERY_S = 24 * 3600
SHOP = Subject("shop", 0)
"""Subject of work about the shop as a whole."""


def _in(seconds: float) -> Any:
    """Return a moment by the pod database's clock: one clock for all of a pod's processes."""
    return Now() + timedelta(seconds=seconds)


def publish(
    name: str, subject: Subject, payload: dict[str, Any], *, version: int = 1, keep_s: float | None = None
) -> int:
    """Write an event and one delivery for each of its handlers; return the event's id.

    The payload carries ids and figures, never names, e-mails or addresses. The event stays as long as its subject
    (see `forget`), or `keep_s` seconds. The service must hold its subject's row locked: ids, and with them the order
    in which handlers get a subject's events, follow that lock. Two queries, three or four with `keep_s`.
    """
    require_service("publish()")
    if name == TIMERS_DUE:
        raise HandlerWrong(f"{TIMERS_DUE} is not published; schedule() writes the work.")
    actor = current_actor()
    event = Event.objects.create(
        name=name,
        version=version,
        subject_kind=subject.kind,
        subject_id=subject.id,
        payload=payload,
        actor_kind=actor.kind,
        actor_id=actor.id,
        expires_at=None if keep_s is None else _in(keep_s),
    )
    deliveries = [_delivery(handler, subject, event=event) for handler in registry.of_event(name)]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
    if keep_s is not None:
        ensure_sweep()
    return event.pk


def schedule(
    handler_name: str,
    subject: Subject,
    payload: dict[str, Any],
    *,
    due_in_s: float = 0.0,
    due_at: datetime | None = None,
) -> int:
    """Write work for later and return its delivery's id: after `due_in_s` seconds, or at a given moment.

    The handler must declare `event=TIMERS_DUE` and take version 1. Periodic work schedules its successor each time.
    One query.
    """
    require_service("schedule()")
    handler = registry.named(handler_name)
    if handler.event != TIMERS_DUE:
        raise HandlerWrong(f"{handler_name} handles {handler.event}; declare event=TIMERS_DUE to schedule it.")
    due = _in(due_in_s) if due_at is None else due_at
    delivery = _delivery(handler, subject, payload=payload, due_at=due)
    delivery.save(force_insert=True)
    return delivery.pk


def hasten(handler_name: str, subject: Subject) -> int:
    """Let a subject's work that waits for its moment be due now; return how much of it there was.

    What a worker has begun stays as it is: it is either under way or backing off. One query.
    """
    require_service("hasten()")
    waiting = Delivery.objects.filter(handler=handler_name, subject_kind=subject.kind, subject_id=subject.id)
    return waiting.filter(tries=0, due_at__gt=Now()).update(due_at=Now())


def resume(handlers: Collection[str], subject: Subject) -> int:
    """Let a subject's parked work of these handlers be due again, from its first try; return how much of it there was.

    For an app that lets its own people decide so. It locks deliveries, so nothing of the app is locked before it. One
    query.
    """
    require_service("resume()")
    parked = Delivery.objects.filter(
        handler__in=handlers, subject_kind=subject.kind, subject_id=subject.id, due_at__isnull=True
    )
    return parked.update(tries=0, due_at=Now(), parked_at=None)


def _delivery(
    handler: Handler,
    subject: Subject,
    *,
    event: Event | None = None,
    payload: dict[str, Any] | None = None,
    due_at: Any = None,
) -> Delivery:
    return Delivery(
        event=event,
        handler=handler.name,
        kind=handler.kind,
        work=handler.work,
        subject_kind=subject.kind,
        subject_id=subject.id,
        ordered=handler.ordered,
        payload=payload,
        due_at=Now() if due_at is None else due_at,
    )


def audit(action: str, subject: Subject, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Write who changed what, when the actor is staff, an operator, a token or an app. One query.

    What buyers and the system do is told by events: for them this does nothing, so a service need not ask.
    """
    require_service("audit()")
    actor = current_actor()
    if not actor.is_audited:
        return
    AuditEntry.objects.create(
        action=action,
        subject_kind=subject.kind,
        subject_id=subject.id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        before=before,
        after=after,
    )


def receive_once(source: str, message_key: str, *, keep_s: float = 30 * 24 * 3600) -> bool:
    """Say whether this message from outside the pod is new, and remember it for `keep_s` seconds."""
    require_service("receive_once()")
    _entry, is_new = InboxEntry.objects.get_or_create(
        source=source, message_key=message_key, defaults={"expires_at": _in(keep_s)}
    )
    if is_new:
        ensure_sweep()
    return is_new


def publish_pod_event(name: str, payload: dict[str, Any], *, version: int = 1) -> None:
    """Write something that is the pod's and not the shop's: it stays here when the shop moves. One query."""
    require_service("publish_pod_event()")
    PodEvent.objects.create(name=name, version=version, payload=payload)


def forget(subject: Subject) -> None:
    """Delete a subject's events and what is left to do about it, together with the subject."""
    require_service("forget()")
    Delivery.objects.filter(subject_kind=subject.kind, subject_id=subject.id).delete()
    Event.objects.filter(subject_kind=subject.kind, subject_id=subject.id).delete()


def ensure_sweep() -> None:
    """Schedule the shop's next sweep of what has expired, unless one waits already."""
    if not Delivery.objects.filter(handler=SWEEP, due_at__isnull=False).exists():
        schedule(SWEEP, SHOP, {}, due_in_s=SWEEP_EVERY_S)
