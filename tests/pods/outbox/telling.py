"""Services that tests tell events with, and what the probes left behind."""

from typing import Any

from pods.outbox.api import Subject, publish, schedule
from pods.outbox.models import PodEvent
from pods.routing.service import service
from tests.pods.outbox.probe import handlers as probe


def about(subject_id: int) -> Subject:
    """Return a probe's subject."""
    return Subject("probe", subject_id)


@service
def tell(name: str, subject_id: int = 1, *, version: int = 1, keep_s: float | None = None, **payload: Any) -> int:
    """Publish one event."""
    return publish(name, about(subject_id), payload, version=version, keep_s=keep_s)


@service
def tell_many(name: str, subject_ids: list[int], **payload: Any) -> None:
    """Publish an event for each subject, numbered, in one transaction."""
    for number, subject_id in enumerate(subject_ids):
        publish(name, about(subject_id), {"number": number, **payload})


@service
def set_timer(subject_id: int = 1, *, due_in_s: float = 0.0, **payload: Any) -> int:
    """Schedule one probe."""
    return schedule(probe.TIMER, about(subject_id), payload, due_in_s=due_in_s)


def effects(database: str) -> list[dict[str, Any]]:
    """Return what the probes did in a database, in the order of their ids."""
    rows = PodEvent.objects.using(database).filter(name=probe.EFFECT).order_by("pk")
    return list(rows.values_list("payload", flat=True))
