"""What passes the outbox's door: subjects, facts, and the classes of work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

TIMERS_DUE = "timers.due"
"""The event name that handlers of scheduled work declare; nobody publishes it."""


class HandlerClass(StrEnum):
    """What a handler's work is for. Metrics and later limits go by it."""

    CHECKOUT = "checkout"
    FRAUD = "fraud"
    MAIL = "mail"
    BULK = "bulk"


class HandlerKind(StrEnum):
    """LOCAL work is one transaction and happens once. REMOTE work calls out: at least once, under one key."""

    LOCAL = "local"
    REMOTE = "remote"


class Outcome(StrEnum):
    """What became of one message in the worker."""

    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: `Subject("order", 1025)`. Work about one subject keeps its order."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a handler is told. Figures in `payload` are from when it was written: read present state instead.

    `event_id` is None for a timer. `tries` counts this one: 1 the first time.
    """

    event_id: int | None
    delivery_id: int
    name: str
    version: int
    subject_kind: str
    subject_id: int
    payload: dict[str, Any]
    tries: int
    created_at: datetime

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return Subject(self.subject_kind, self.subject_id)


class LocalHandler(Protocol):
    """Runs inside the transaction that deletes its delivery: its effect happens once, or not at all."""

    def __call__(self, facts: EventFacts, /) -> None: ...


class RemoteHandler[Request, Answer](Protocol):
    """Calls something outside the pod. Each part may run again after a crash; `key` stays the same."""

    def prepare(self, facts: EventFacts, /) -> Request | None:
        """Read, in a transaction of its own, what the call needs; None when nothing is left to do."""

    def call(self, request: Request, /, *, key: str, timeout_s: float) -> Answer:
        """Call out, with `key` as idempotency key, outside any transaction and within `timeout_s` seconds."""

    def record(self, facts: EventFacts, answer: Answer, /) -> None:
        """Write the answer down, in the transaction that deletes the delivery."""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One line of a subject's timeline."""

    id: int
    name: str
    version: int
    payload: dict[str, Any]
    actor_kind: str
    actor_id: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """Work that is still to be done, or parked with its error. `due_at` is None when it is parked."""

    id: int
    shop_id: int
    event_id: int | None
    event: str
    version: int
    handler: str
    work: str
    subject: Subject
    due_at: datetime | None
    tries: int
    error: str
    parked_at: datetime | None
    created_at: datetime
    payload: Mapping[str, Any]

    @property
    def is_parked(self) -> bool:
        """Whether it was given up until somebody looks."""
        return self.parked_at is not None


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit log."""

    id: int
    action: str
    subject: Subject
    actor_kind: str
    actor_id: str
    actor_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    created_at: datetime
