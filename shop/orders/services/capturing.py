"""Taking the money of an order: decided here, done at the gateway by a delivery, recorded here."""

from pods.outbox.api import Subject, audit, publish, schedule
from pods.routing.service import service
from shop.orders.errors import NothingToCapture, OrderUnknown
from shop.orders.events import CAPTURE_ASKED, CAPTURE_FAILED, CAPTURE_HELD, PAYMENT_CAPTURED, PAYMENT_HELD
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.ports import CaptureAdvice, capture_advice
from shop.orders.rules import may_capture
from shop.orders.types import PaymentState
from shop.payments.api import (
    ask_operation,
    find_operation_by_key,
    gateway_named,
    left_of,
    lock_attempt,
    record_operation,
)
from shop.payments.types import Operation, OperationAnswer, OperationKind, OperationState
from shop.staff.api import Permission


@service
def begin_capture(order_id: int, *, forced: bool) -> Operation | None:
    """Ask for all that is held; None when nothing is to be taken, or when an adviser says to hold it back.

    `forced`: a person decided, so nobody is asked. A held order says so in its timeline. Run again it changes nothing.
    """
    attempt_id = Order.objects.values_list("attempt_id", flat=True).get(pk=order_id)
    attempt = lock_attempt(attempt_id)
    lock_order(order_id)
    order = Order.objects.get(pk=order_id)
    if not gateway_named(attempt.gateway).is_online:
        return None
    if not may_capture(PaymentState(order.payment_state), forced=forced):
        return None
    if not forced and capture_advice(order_id) is CaptureAdvice.HOLD:
        Order.objects.filter(pk=order_id).update(payment_state=PaymentState.ON_HOLD)
        publish(PAYMENT_HELD, Subject("order", order_id), {"order_id": order_id})
        return None
    key = f"capture-order-{order_id}"
    asked = find_operation_by_key(key)
    if asked is None and left_of(attempt_id, OperationKind.CAPTURE).minor > 0:
        asked = ask_operation(attempt_id, OperationKind.CAPTURE, key=key)
    return asked if asked is not None and asked.state is OperationState.ASKED else None


@service
def record_capture(order_id: int, answer: OperationAnswer) -> None:
    """Write down that the gateway took the money, or that it had none to take. Run again it changes nothing."""
    recorded = record_operation(answer)
    lock_order(order_id)
    if not recorded.is_first:
        return
    order = Order.objects.get(pk=order_id)
    subject = Subject("order", order_id)
    if not answer.is_done:
        Order.objects.filter(pk=order_id).update(payment_state=PaymentState.FAILED)
        publish(CAPTURE_FAILED, subject, {"order_id": order_id})
        return
    Order.objects.filter(pk=order_id).update(payment_state=PaymentState.PAID)
    told = {"order_id": order_id, "total_minor": order.total_minor, "currency": order.currency}
    publish(PAYMENT_CAPTURED, subject, told)


@service(permission=Permission.ORDERS_CAPTURE)
def capture_payment(order_id: int) -> None:
    """Take an authorised payment that was held back; needs orders.capture. The gateway is called by a worker.

    Raises OrderUnknown, NothingToCapture.
    """
    lock_order(order_id)
    state = Order.objects.values_list("payment_state", flat=True).filter(pk=order_id).first()
    if state is None:
        raise OrderUnknown
    if state != PaymentState.ON_HOLD:
        raise NothingToCapture
    Order.objects.filter(pk=order_id).update(payment_state=PaymentState.AUTHORISED)
    subject = Subject("order", order_id)
    publish(CAPTURE_ASKED, subject, {"order_id": order_id})
    audit("orders.capture_asked", subject, {"state": state}, {"state": PaymentState.AUTHORISED})
    schedule(CAPTURE_HELD, subject, {"order_id": order_id})
