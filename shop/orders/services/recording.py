"""The checkout's third step: one transaction that records what the gateway answered."""

from pods.outbox.api import Subject, schedule
from pods.routing.service import service
from shop.orders.events import VOID
from shop.orders.locks import lock_cart_of_checkout
from shop.orders.models import PaymentAttempt
from shop.orders.rules import ThirdStep, third_step
from shop.orders.selectors.results import result_of
from shop.orders.services.ending import end_without_order, place_order
from shop.orders.types import AttemptState, Charge, CheckoutOutcome, CheckoutResult

NOT_REACHED = "gateway_not_reached"


@service
def record_answer(attempt_id: int, charge: Charge) -> CheckoutResult:
    """Place the order or give the stock back, as the gateway answered, and return the result.

    An attempt that is no longer sent keeps its outcome: one that ended without an order has its authorisation
    voided by a delivery, one that is being settled stays with the settle delivery. Run again it changes nothing.
    """
    attempt = attempt_under_cart(attempt_id)
    step = third_step(AttemptState(attempt.state), approved=charge.is_approved)
    if step is ThirdStep.VOID:
        schedule(VOID, Subject("attempt", attempt.pk), {"attempt_id": attempt.pk})
    if step in {ThirdStep.VOID, ThirdStep.RETURN_FIRST}:
        return result_of(attempt.checkout)
    if step is ThirdStep.LEAVE:
        return CheckoutResult(CheckoutOutcome.PENDING)
    if charge.is_approved:
        return place_order(attempt, charge)
    return end_without_order(attempt, AttemptState.DECLINED, reason=charge.reason, charge=charge)


@service
def record_unsent(attempt_id: int) -> CheckoutResult:
    """Give the stock back after a request that certainly never left. Run again it changes nothing."""
    attempt = attempt_under_cart(attempt_id)
    if attempt.state != AttemptState.SENT:
        return result_of(attempt.checkout)
    return end_without_order(attempt, AttemptState.DECLINED, reason=NOT_REACHED)


def attempt_under_cart(attempt_id: int) -> PaymentAttempt:
    """Lock the attempt's cart, then read the attempt with its checkout and order. Three queries."""
    cart_id = PaymentAttempt.objects.values_list("checkout__cart_id", flat=True).get(pk=attempt_id)
    lock_cart_of_checkout(cart_id)
    return PaymentAttempt.objects.select_related("checkout__order").get(pk=attempt_id)
