"""Settling an overdue attempt: taken out of the checkout's hands, asked for by key, then finished or given up."""

from pods.routing.service import service
from shop.orders.models import PaymentAttempt
from shop.orders.rules import OPEN_STATES, settled_state
from shop.orders.services.ending import NO_ANSWER, end_without_order, place_order
from shop.orders.services.recording import attempt_under_cart
from shop.orders.types import AttemptState, Charge


@service
def begin_settling(attempt_id: int) -> str | None:
    """Take an open attempt over from its checkout and return its key; None when it has ended.

    From here on the third step leaves the attempt alone. Without this mark an authorisation could be voided here
    and made an order of there. Run again it changes nothing. Four queries.
    """
    attempt = attempt_under_cart(attempt_id)
    if attempt.state not in OPEN_STATES:
        return None
    PaymentAttempt.objects.filter(pk=attempt_id).update(state=AttemptState.SETTLING)
    return attempt.key


@service
def record_settled(attempt_id: int, charge: Charge) -> None:
    """Finish or give up an attempt as the gateway has it under its key. Run again it changes nothing."""
    attempt = attempt_under_cart(attempt_id)
    if attempt.state != AttemptState.SETTLING:
        return
    state = settled_state(charge.state)
    if state is AttemptState.AUTHORISED:
        place_order(attempt, charge)
    else:
        reason = charge.reason if state is AttemptState.DECLINED else NO_ANSWER
        end_without_order(attempt, state, reason=reason, charge=charge)
