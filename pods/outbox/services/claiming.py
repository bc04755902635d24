"""What a worker does with one delivery, each step one fenced transaction: claim it, end it, or put it back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from pods.outbox.errors import OutboxError, VersionUnknown
from pods.outbox.locks import lock_claimed
from pods.outbox.models import Delivery
from pods.outbox.registry import Handler, registry
from pods.outbox.rules import error_text, is_spent
from pods.outbox.selectors import facts_of
from pods.outbox.types import EventFacts, Outcome
from pods.routing.service import service


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this worker may work on until its claim lapses. `facts.tries` is the claim's number."""

    handler: Handler
    facts: EventFacts


@service
def claim(delivery_id: int, tries: int, *, claim_s: float) -> Claimed | Outcome:
    """Take a delivery for `claim_s` seconds if it still has the message's number of tries.

    DROPPED when it has not: the message is a copy, or the work is done. PARKED when nobody here can do it, or when
    its last try ended with the worker's death. Two queries.
    """
    taken = Delivery.objects.filter(pk=delivery_id, tries=tries, due_at__isnull=False).update(
        tries=F("tries") + 1, due_at=Now() + timedelta(seconds=claim_s)
    )
    if not taken:
        return Outcome.DROPPED
    name, facts = facts_of(delivery_id)
    try:
        handler = registry.named(name)
        if facts.version not in handler.versions:
            raise VersionUnknown(handler.name, facts.name, facts.version, handler.versions)
    except OutboxError as refusal:
        return _park(_held(delivery_id, facts.tries), error_text(refusal))
    if facts.tries > handler.max_tries:
        return _park(_held(delivery_id, facts.tries), f"The worker died during each of {tries} tries, or lost its pod.")
    return Claimed(handler, facts)


@service
def apply_local(claimed: Claimed) -> Outcome:
    """Do a local handler's work and delete its delivery: both or neither. DROPPED when the claim was lost."""
    facts = claimed.facts
    if not lock_claimed(facts.delivery_id, facts.tries):
        return Outcome.DROPPED
    claimed.handler.run(facts)
    _held(facts.delivery_id, facts.tries).delete()
    return Outcome.DONE


@service
def prepare_remote(claimed: Claimed) -> Any:
    """Let a remote handler read what its call needs; None when nothing is left to do."""
    return claimed.handler.run.prepare(claimed.facts)


@service
def record_remote(claimed: Claimed, answer: Any, *, called: bool) -> Outcome:
    """Let a remote handler write its answer down, if it called, and delete the delivery."""
    facts = claimed.facts
    if not lock_claimed(facts.delivery_id, facts.tries):
        return Outcome.DROPPED
    if called:
        claimed.handler.run.record(facts, answer)
    _held(facts.delivery_id, facts.tries).delete()
    return Outcome.DONE


@service
def put_back(delivery_id: int, tries: int, error: str, *, max_tries: int, wait_s: float) -> Outcome:
    """Note why try number `tries` failed, and let it be due again after `wait_s`, or park it. One query."""
    held = _held(delivery_id, tries)
    if is_spent(tries, max_tries):
        return _park(held, error)
    put = held.update(error=error, due_at=Now() + timedelta(seconds=wait_s))
    return Outcome.FAILED if put else Outcome.DROPPED


def _held(delivery_id: int, tries: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=delivery_id, tries=tries, due_at__isnull=False)


def _park(held: QuerySet[Delivery], error: str) -> Outcome:
    """Take a delivery out of its chain until a person replays or discards it. One query."""
    parked = held.update(error=error, due_at=None, parked_at=Now())
    return Outcome.PARKED if parked else Outcome.DROPPED
