"""What a worker does with a message: claim the delivery, let its handler work, end it or put it back.

Nothing here needs the message to arrive, to arrive once, or this process to live: the row decides.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.utils import InterfaceError

from pods.db.current import DIRECTORY, current_shop_id, pod_alias
from pods.db.timing import metered
from pods.directory.errors import ShopUnknown
from pods.outbox.metrics import HANDLED, TAKEN
from pods.outbox.residents import residents
from pods.outbox.rules import backoff_s, error_text
from pods.outbox.services.claiming import Claimed, apply_local, claim, prepare_remote, put_back, record_remote
from pods.outbox.types import HandlerKind, Outcome
from pods.routing import usage
from pods.routing.actor import acting_as, system_actor
from pods.routing.errors import DirectoryDown, ShopElsewhere, ShopUnavailable, UnknownOutcome
from pods.routing.shops import in_shop

log = structlog.get_logger(__name__)

NOT_HERE = (ShopElsewhere, ShopUnknown)
NOT_NOW = (ShopUnavailable, DirectoryDown, UnknownOutcome, DatabaseError, InterfaceError)


def handle(shop_id: int, delivery_id: int, tries: int) -> Outcome:
    """Handle one message and say what became of it. Raises nothing that a retry could mend."""
    bound = log.bind(shop_id=shop_id, delivery=delivery_id, tries=tries)
    try:
        with in_shop(residents.find(shop_id)), _counted():
            claimed = claim(delivery_id, tries, claim_s=settings.OUTBOX_CLAIM_S)
            if isinstance(claimed, Outcome):
                _count(claimed, "unknown")
                bound.log(30 if claimed is Outcome.PARKED else 20, "delivery_not_claimed", outcome=claimed)
                return claimed
            return _work(claimed)
    except NOT_HERE as refusal:
        bound.info("delivery_elsewhere", reason=str(refusal))
    except NOT_NOW as error:
        bound.warning("delivery_waits", error=error_text(error))
    _count(Outcome.DROPPED, "unknown")
    return Outcome.DROPPED


@contextmanager
def _counted() -> Iterator[None]:
    """Count the time that the block waits for databases as the current shop's."""
    with metered() as meter:
        try:
            yield
        finally:
            usage.count(current_shop_id(), database_s=meter.seconds)


def _work(claimed: Claimed) -> Outcome:
    handler, facts = claimed.handler, claimed.facts
    bound = log.bind(delivery=facts.delivery_id, tries=facts.tries, handler=handler.name, event=facts.name)
    run = _run_local if handler.kind is HandlerKind.LOCAL else _run_remote
    began = time.monotonic()
    try:
        with acting_as(system_actor(handler.name, handler.permissions)):
            outcome = run(claimed)
    except ShopElsewhere:
        raise
    except Exception as error:  # noqa: BLE001 - a handler may fail in any way, and none may stop the worker
        outcome = _put_back(claimed, error)
        bound.warning("handler_failed", outcome=outcome, error=error_text(error), exc_info=error)
    taken_s = time.monotonic() - began
    usage.count(current_shop_id(), jobs=1)
    TAKEN.labels(_pod(), handler.work).observe(taken_s)
    _count(outcome, handler.work)
    bound.info("delivery_handled", outcome=outcome, seconds=round(taken_s, 4))
    return outcome


def _run_local(claimed: Claimed) -> Outcome:
    return apply_local(claimed)


def _run_remote(claimed: Claimed) -> Outcome:
    """Call out between two transactions; the key is the same however often this delivery is tried."""
    request = prepare_remote(claimed)
    if request is None:
        return record_remote(claimed, None, called=False)
    answer = claimed.handler.run.call(
        request, key=delivery_key(claimed.facts.delivery_id), timeout_s=claimed.handler.timeout_s
    )
    return record_remote(claimed, answer, called=True)


def delivery_key(delivery_id: int) -> str:
    """Return the idempotency key of a remote call in the current shop: it moves with the shop."""
    return f"podium-{current_shop_id()}-{delivery_id}"


def _put_back(claimed: Claimed, error: Exception) -> Outcome:
    wait = partial(backoff_s, first_s=settings.OUTBOX_RETRY_FIRST_S, longest_s=settings.OUTBOX_RETRY_LONGEST_S)
    return put_back(
        claimed.facts.delivery_id,
        claimed.facts.tries,
        error_text(error),
        max_tries=claimed.handler.max_tries,
        wait_s=wait(claimed.facts.tries, luck=random.random()),  # noqa: S311 - spreads load, hides nothing
    )


def _pod() -> str:
    return pod_alias(settings.PROCESS_POD) if settings.PROCESS_POD else DIRECTORY


def _count(outcome: Outcome, work: str) -> None:
    HANDLED.labels(_pod(), work, outcome).inc()
