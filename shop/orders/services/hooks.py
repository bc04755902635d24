"""What follows when a gateway writes. Only that it wrote is believed: what happened, it is asked by key."""

from pods.outbox.api import Subject, hasten, publish, receive_once, schedule
from pods.routing.service import service
from shop.orders.events import DISPUTE_LOST, DISPUTE_OPENED, DISPUTE_WON, INQUIRE, SETTLE
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.payments.api import find_attempt_by_key, lock_attempt, record_dispute
from shop.payments.types import Charge, Dispute, DisputeState, HookMessage

DISPUTES = {
    DisputeState.OPENED: DISPUTE_OPENED,
    DisputeState.WON: DISPUTE_WON,
    DisputeState.LOST: DISPUTE_LOST,
}


@service
def take_hook(gateway: str, message: HookMessage) -> None:
    """Take a webhook in, once: an open attempt is settled now instead of later, any other is inquired about.

    A key that this shop does not have changes nothing. Run again it changes nothing.
    """
    if not receive_once(f"payments.{gateway}", message.id):
        return
    attempt = find_attempt_by_key(message.charge_key)
    if attempt is None or attempt.gateway != gateway:
        return
    subject = Subject("attempt", attempt.id)
    if attempt.is_open:
        hasten(SETTLE, subject)
    else:
        schedule(INQUIRE, subject, {"attempt_id": attempt.id})


@service
def record_inquired(attempt_id: int, charge: Charge) -> None:
    """Write down what is new about a charge's disputes, and tell the order's timeline. Run again it changes nothing."""
    lock_attempt(attempt_id)
    order_id = Order.objects.values_list("pk", flat=True).filter(attempt_id=attempt_id).first()
    if order_id is None:
        return
    lock_order(order_id)
    for told in charge.disputes:
        dispute = record_dispute(attempt_id, told)
        if dispute is not None:
            publish(DISPUTES[dispute.state], Subject("order", order_id), _figures(order_id, dispute))


def _figures(order_id: int, dispute: Dispute) -> dict[str, object]:
    return {
        "order_id": order_id,
        "dispute_id": dispute.id,
        "amount_minor": dispute.amount.minor,
        "currency": dispute.amount.currency,
    }
