"""What the gateway answered about an order, and how far it is with what it was asked since."""

from collections.abc import Mapping, Sequence

from pods.outbox.api import DeliveryRecord, Subject, deliveries_of
from shop.orders.errors import OrderUnknown
from shop.orders.events import CAPTURE, INQUIRE, WORK_OF_ATTEMPT, WORK_OF_ORDER
from shop.orders.models import Checkout
from shop.orders.types import AskedOperation, Asking, OrderPayments, PaymentTry
from shop.payments.api import records_of
from shop.payments.types import AttemptRecord, Operation, OperationState

MOST_TRIES_SHOWN = 20


def first_capture_key(order_id: int) -> str:
    """Return the key of the capture that every new order asks for by itself."""
    return f"capture-order-{order_id}"


def payments_of(order_id: int) -> OrderPayments:
    """Return all attempts that led to an order. Six queries. Raises OrderUnknown.

    Two for its checkout and the ones of the same cart before it, back to the cart's last order; operations; disputes;
    and the work that is left about the order and its attempt.
    """
    own = Checkout.objects.select_related("attempt").filter(order__pk=order_id).first()
    if own is None:
        raise OrderUnknown
    rows = [own.attempt, *(each.attempt for each in _before(own))][::-1]
    work = deliveries_of(Subject("order", order_id), handlers=WORK_OF_ORDER)
    asked = _by_operation(work)
    news = deliveries_of(Subject("attempt", own.attempt_id), handlers=WORK_OF_ATTEMPT)
    return OrderPayments(
        tries=tuple(_try(record, asked, order_id) for record in records_of(rows)),
        is_given_up=any(each.is_parked for each in (*work, *news)),
        is_news_given_up=any(each.is_parked and each.handler == INQUIRE for each in news),
    )


def _before(own: Checkout) -> list[Checkout]:
    """Return the buyer's checkouts that ended without an order, newest first, back to the last one with an order."""
    if own.cart_id is None:
        return []
    rows = Checkout.objects.select_related("attempt", "order").filter(cart_id=own.cart_id, pk__lt=own.pk)
    found: list[Checkout] = []
    for row in rows.order_by("-pk")[:MOST_TRIES_SHOWN]:
        if hasattr(row, "order"):
            break
        found.append(row)
    return found


def _by_operation(work: Sequence[DeliveryRecord]) -> Mapping[int | None, DeliveryRecord]:
    """Return the work by the operation that it asks for; None stands for the capture of a new order."""
    return {None if each.handler == CAPTURE else each.payload.get("operation_id"): each for each in work}


def _try(record: AttemptRecord, work: Mapping[int | None, DeliveryRecord], order_id: int) -> PaymentTry:
    first_key = first_capture_key(order_id)
    return PaymentTry(
        record,
        tuple(_asked(each, work.get(None if each.key == first_key else each.id)) for each in record.operations),
    )


def _asked(operation: Operation, work: DeliveryRecord | None) -> AskedOperation:
    if operation.state is OperationState.DONE:
        return AskedOperation(operation, Asking.DONE)
    if operation.state is OperationState.REFUSED:
        return AskedOperation(operation, Asking.REFUSED)
    if work is None:
        return AskedOperation(operation, Asking.WAITING)
    asking = Asking.GIVEN_UP if work.is_parked else Asking.AGAIN if work.tries else Asking.WAITING
    return AskedOperation(operation, asking, tries=work.tries, next_at=work.due_at)
