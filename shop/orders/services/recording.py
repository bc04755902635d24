"""The checkout's third step: one transaction that records what the gateway answered."""

from pods.isolation.prepared import Prepared, Slot
from pods.outbox.api import Subject, schedule
from pods.routing.service import service
from shop.orders.errors import CheckoutUnknown
from shop.orders.events import VOID
from shop.orders.locks import lock_cart_of_checkout
from shop.orders.models import Checkout
from shop.orders.rules.checkouts import ThirdStep, third_step
from shop.orders.selectors.results import result_of
from shop.orders.services.ending import end_without_order, place_order
from shop.orders.types import CheckoutOutcome, CheckoutResult
from shop.payments.api import move_attempt
from shop.payments.types import AttemptState, Charge

NOT_REACHED = "gateway_not_reached"

_cart_of_attempt = Prepared(lambda: Checkout.objects.filter(attempt_id=Slot("attempt")).values_list("cart_id"))
_checkout_of_attempt = Prepared(
    lambda: Checkout.objects.filter(attempt_id=Slot("attempt")).select_related("attempt").defer("snapshot", "quote")
)


@service
def record_answer(attempt_id: int, charge: Charge) -> CheckoutResult:
    """Place the order or give the stock back, as the gateway answered, and return the result.

    An attempt that is no longer sent keeps its outcome: one that ended without an order has its authorisation
    voided by a delivery, one that is being settled stays with the settle delivery. One that the gateway is still
    processing goes to that delivery, too. Run again it changes nothing.
    """
    checkout = checkout_under_cart(attempt_id)
    step = third_step(AttemptState(checkout.attempt.state), approved=charge.is_approved or charge.is_undecided)
    if step is ThirdStep.VOID:
        schedule(VOID, Subject("attempt", attempt_id), {"attempt_id": attempt_id})
    if step in {ThirdStep.VOID, ThirdStep.RETURN_FIRST}:
        return result_of(checkout)
    if step is ThirdStep.LEAVE:
        return CheckoutResult(CheckoutOutcome.PENDING)
    if charge.is_undecided:
        move_attempt(attempt_id, AttemptState.PROCESSING, seen=AttemptState.SENT, charge=charge)
        return CheckoutResult(CheckoutOutcome.PENDING)
    if charge.is_approved:
        return place_order(checkout, charge)
    return end_without_order(checkout, AttemptState.DECLINED, reason=charge.reason, charge=charge)


@service
def record_unsent(attempt_id: int) -> CheckoutResult:
    """Give the stock back after a request that certainly never left. Run again it changes nothing."""
    checkout = checkout_under_cart(attempt_id)
    if checkout.attempt.state != AttemptState.SENT:
        return result_of(checkout)
    return end_without_order(checkout, AttemptState.DECLINED, reason=NOT_REACHED)


def checkout_under_cart(attempt_id: int) -> Checkout:
    """Lock the cart of an attempt's checkout, then read the checkout with its attempt. Three queries."""
    for (cart_id,) in _cart_of_attempt.rows(attempt=attempt_id):
        lock_cart_of_checkout(cart_id)
    checkout = _checkout_of_attempt.first(attempt=attempt_id)
    if checkout is None:
        raise CheckoutUnknown
    return checkout
