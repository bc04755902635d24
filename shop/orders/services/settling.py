"""Settling an overdue attempt: taken out of the checkout's hands, asked for by key, then finished or given up."""

from pods.routing.service import service
from shop.orders.rules.checkouts import settled_state
from shop.orders.services.ending import NO_ANSWER, end_without_order, place_order
from shop.orders.services.recording import checkout_under_cart
from shop.payments.api import attempt_of, move_attempt
from shop.payments.types import Attempt, AttemptState, Charge


@service
def begin_settling(attempt_id: int) -> Attempt | None:
    """Take an open attempt over from its checkout and return it; None when it has ended.

    From here on the third step leaves the attempt alone. Without this mark an authorisation could be voided here
    and made an order of there. Run again it changes nothing. Four queries.
    """
    attempt = attempt_of(checkout_under_cart(attempt_id).attempt)
    if not attempt.is_open:
        return None
    if attempt.state is not AttemptState.SETTLING:
        move_attempt(attempt_id, AttemptState.SETTLING, seen=attempt.state)
    return attempt


@service
def record_settled(attempt_id: int, charge: Charge) -> None:
    """Finish or give up an attempt as the gateway has it under its key. Run again it changes nothing."""
    checkout = checkout_under_cart(attempt_id)
    if checkout.attempt.state != AttemptState.SETTLING:
        return
    state = settled_state(charge.state)
    if state is AttemptState.AUTHORISED:
        place_order(checkout, charge)
    else:
        reason = charge.reason if state is AttemptState.DECLINED else NO_ANSWER
        end_without_order(checkout, state, reason=reason, charge=charge)
