"""What became of a checkout."""

from pods.isolation.prepared import Prepared, Slot
from shop.orders.errors import CheckoutUnknown
from shop.orders.models import Checkout, Order
from shop.orders.types import CheckoutOutcome, CheckoutResult
from shop.payments.api import decline_sentence
from shop.payments.types import OPEN_STATES, AttemptState

_open = Prepared(
    lambda: Checkout.objects.filter(cart__token=Slot("token"), attempt__state__in=OPEN_STATES).values_list(
        "idempotency_key"
    )
)


def find_checkout(idempotency_key: str) -> Checkout | None:
    """Return the checkout of a key with its cart, attempt and order, or None. One query."""
    rows = Checkout.objects.select_related("cart", "attempt", "order").defer("snapshot", "quote")
    return rows.filter(idempotency_key=idempotency_key).first()


def checkout_result(cart_token: str, idempotency_key: str) -> CheckoutResult:
    """Return what became of a buyer's checkout, for a page that waits. One query. Raises CheckoutUnknown."""
    return result_of(checkout_of_buyer(cart_token, idempotency_key))


def open_checkout_key(cart_token: str | None) -> str | None:
    """Return the key of the cart's checkout whose payment is not known yet, if there is one. One query."""
    found = _open.first(token=cart_token) if cart_token else None
    return None if found is None else found[0]


def checkout_of_buyer(cart_token: str, idempotency_key: str) -> Checkout:
    """Return a checkout to the session that made it and to no other. One query. Raises CheckoutUnknown."""
    checkout = find_checkout(idempotency_key)
    if checkout is None or checkout.cart is None or checkout.cart.token != cart_token:
        raise CheckoutUnknown
    return checkout


def result_of(checkout: Checkout) -> CheckoutResult:
    """Return the outcome that the attempt's state tells. No query for a checkout of find_checkout(), else one."""
    attempt = checkout.attempt
    state = AttemptState(attempt.state)
    order = getattr(checkout, "order", None)
    if order is not None:  # whatever became of its payment since
        return placed(order)
    if state in {AttemptState.DECLINED, AttemptState.VOIDED}:
        return declined(attempt.reason)
    return CheckoutResult(CheckoutOutcome.PENDING)


def placed(order: Order) -> CheckoutResult:
    """Return what a buyer gets to know of a new order."""
    return CheckoutResult(
        CheckoutOutcome.PLACED, order_number=order.number, order_id=order.pk, status_token=order.status_token
    )


def declined(code: str) -> CheckoutResult:
    """Return a decline in plain words."""
    return CheckoutResult(CheckoutOutcome.DECLINED, code=code, reason=decline_sentence(code))
