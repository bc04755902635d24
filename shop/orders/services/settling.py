"""Settling an attempt without an answer: taken from the checkout, asked for by key, then finished or given up.

One delivery at a time does it: it asks anew by writing its successor, and a webhook only hastens it.
"""

from dataclasses import dataclass

from pods.outbox.api import Subject, schedule
from pods.routing.service import service
from shop.orders.events import SETTLE
from shop.orders.rules.checkouts import settled_state
from shop.orders.services.ending import NO_ANSWER, end_without_order, place_order
from shop.orders.services.recording import checkout_under_cart
from shop.payments.api import attempt_of, move_attempt
from shop.payments.types import Attempt, AttemptState, Charge


@dataclass(frozen=True, slots=True)
class AskAgain:
    """When to ask after a charge that is still being processed, and how often that was done."""

    asked: int
    in_s: float


@service
def begin_settling(attempt_id: int) -> Attempt | None:
    """Take an open attempt over from its checkout and return it; None when it has ended.

    From here on the third step leaves the attempt alone. Without this mark an authorisation could be voided here
    and made an order of there. Run again it changes nothing. Four queries.
    """
    attempt = attempt_of(checkout_under_cart(attempt_id).attempt)
    if not attempt.is_open:
        return None
    if attempt.state is AttemptState.SENT:
        move_attempt(attempt_id, AttemptState.SETTLING, seen=attempt.state)
    return attempt


@service
def record_settled(attempt_id: int, charge: Charge, *, again: AskAgain = AskAgain(asked=1, in_s=60)) -> None:
    """Finish or give up an attempt as the gateway has it under its key, or ask `again`. Twice is once."""
    checkout = checkout_under_cart(attempt_id)
    seen = AttemptState(checkout.attempt.state)
    if seen not in {AttemptState.SETTLING, AttemptState.PROCESSING}:
        return
    state = settled_state(charge.state)
    if state is AttemptState.PROCESSING:
        if seen is AttemptState.SETTLING:
            move_attempt(attempt_id, state, seen=seen, charge=charge)
        told = {"attempt_id": attempt_id, "asked": again.asked}
        schedule(SETTLE, Subject("attempt", attempt_id), told, due_in_s=again.in_s)
    elif state is AttemptState.AUTHORISED:
        place_order(checkout, charge)
    else:
        reason = charge.reason if state is AttemptState.DECLINED else NO_ANSWER
        end_without_order(checkout, state, reason=reason, charge=charge)
