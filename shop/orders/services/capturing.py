"""Taking the money of an order: decided here, done at the gateway by a delivery, recorded in recording_money."""

import secrets

from django.db.models.functions import Now

from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.orders.errors import NothingToCapture, NotPossible
from shop.orders.events import CAPTURE_ASKED, MARKED_AS_PAID, ORDER_HELD, ORDER_RELEASED, PAYMENT_HELD, VOID_ASKED
from shop.orders.locks import locked_with_payment
from shop.orders.models import Order
from shop.orders.obstacles import Obstacle
from shop.orders.ports import CaptureAdvice, capture_advice
from shop.orders.rules.permits import (
    may_capture,
    may_capture_unasked,
    may_hold,
    may_mark_as_paid,
    may_release,
    may_void,
)
from shop.orders.selectors.facts import facts_now
from shop.orders.selectors.payments import first_capture_key
from shop.orders.services.money import ask_money, known_operation
from shop.orders.services.restating import restate
from shop.payments.api import ask_operation, find_operation_by_key
from shop.payments.types import Operation, OperationKind, OperationState
from shop.staff.api import Permission


@service
def begin_capture(order_id: int) -> Operation | None:
    """Ask for all of a new order's money; None when it is not to be taken, or an adviser says to hold it back.

    A held order says so in its timeline. Run again it changes nothing and returns what is still to be done.
    """
    order = locked_with_payment(order_id)
    key = first_capture_key(order_id)
    known = find_operation_by_key(key)
    if known is not None:
        return known if known.state is OperationState.ASKED else None
    if may_capture_unasked(facts_now(order)) is not None:
        return None
    if capture_advice(order_id) is CaptureAdvice.HOLD:
        Order.objects.filter(pk=order_id).update(held_at=Now())
        restate(order_id)
        publish(PAYMENT_HELD, Subject("order", order_id), {"order_id": order_id})
        return None
    return ask_operation(order.attempt_id, OperationKind.CAPTURE, key=key)


@service(permission=Permission.ORDERS_CAPTURE)
def capture_payment(order_id: int, *, amount_minor: int | None = None, key: str = "") -> None:
    """Take what is authorised, or a part of it; needs orders.capture. The gateway is called by a worker.

    Also what was held back, and again what the gateway refused. The same key asks once. Raises OrderUnknown,
    NothingToCapture, NotPossible, KeyReused.
    """
    key = key or f"capture-{secrets.token_urlsafe(16)}"
    order = locked_with_payment(order_id)
    if known_operation(order, OperationKind.CAPTURE, key) is not None:
        return
    obstacle = may_capture(facts_now(order))
    if obstacle is not None:
        raise NothingToCapture(obstacle)
    _capture(order, amount_minor=amount_minor, key=key)


def _capture(order: Order, *, amount_minor: int | None, key: str) -> None:
    """Ask for the money of an order that is locked with its payment."""
    before = order.payment_state
    Order.objects.filter(pk=order.pk).update(held_at=None)
    operation = ask_money(order, OperationKind.CAPTURE, amount_minor=amount_minor, key=key)
    facts = restate(order.pk)
    subject = Subject("order", order.pk)
    told = {"order_id": order.pk, "amount_minor": operation.amount.minor, "currency": order.currency}
    publish(CAPTURE_ASKED, subject, told)
    after = {"state": facts.payment_state, "amount_minor": operation.amount.minor}
    audit(CAPTURE_ASKED, subject, {"state": before}, after)


@service(permission=Permission.ORDERS_CAPTURE)
def mark_as_paid(order_id: int, *, amount_minor: int | None = None, key: str) -> None:
    """Note that the buyer paid by other means, all of it or a part; needs orders.capture. The same key notes it once.

    Raises OrderUnknown, NotPossible, KeyReused.
    """
    order = locked_with_payment(order_id)
    if known_operation(order, OperationKind.CAPTURE, key) is not None:
        return
    obstacle = may_mark_as_paid(facts_now(order))
    if obstacle is not None:
        raise NotPossible(obstacle)
    before = order.payment_state
    Order.objects.filter(pk=order_id).update(held_at=None)
    operation = ask_money(order, OperationKind.CAPTURE, amount_minor=amount_minor, key=key)
    facts = restate(order_id)
    subject = Subject("order", order_id)
    told = {"order_id": order_id, "amount_minor": operation.amount.minor, "currency": order.currency}
    publish(MARKED_AS_PAID, subject, told)
    after = {"state": facts.payment_state, "amount_minor": operation.amount.minor}
    audit(MARKED_AS_PAID, subject, {"state": before}, after)


@service(permission=Permission.ORDERS_CAPTURE)
def void_payment(order_id: int, *, key: str) -> None:
    """Let go of what is still held of the buyer's money; needs orders.capture. The gateway is called by a worker.

    The same key asks once. Raises OrderUnknown, NotPossible, KeyReused.
    """
    order = locked_with_payment(order_id)
    if known_operation(order, OperationKind.VOID, key) is not None:
        return
    obstacle = may_void(facts_now(order))
    if obstacle is not None:
        raise NotPossible(obstacle)
    before = order.payment_state
    ask_money(order, OperationKind.VOID, key=key)
    facts = restate(order_id)
    subject = Subject("order", order_id)
    publish(VOID_ASKED, subject, {"order_id": order_id})
    audit(VOID_ASKED, subject, {"state": before}, {"state": facts.payment_state})


@service(permission=Permission.ORDERS_EDIT)
def hold_order(order_id: int) -> None:
    """Hold an order back, before its money is taken: nothing is captured or sent; needs orders.edit.

    Raises OrderUnknown, NotPossible.
    """
    order = locked_with_payment(order_id)
    _refuse(may_hold(facts_now(order)))
    Order.objects.filter(pk=order_id).update(held_at=Now())
    _tell_state(ORDER_HELD, order)


@service(permission=Permission.ORDERS_CAPTURE)
def release_order(order_id: int) -> None:
    """Let an order go on that was held back: its card is captured by a worker; needs orders.capture.

    Raises OrderUnknown, NotPossible.
    """
    order = locked_with_payment(order_id)
    facts = facts_now(order)
    _refuse(may_release(facts))
    Order.objects.filter(pk=order_id).update(held_at=None)
    _tell_state(ORDER_RELEASED, order)
    if not facts.money.is_promised:
        _capture(order, amount_minor=None, key=f"release-{secrets.token_urlsafe(16)}")


def _refuse(obstacle: Obstacle | None) -> None:
    if obstacle is not None:
        raise NotPossible(obstacle)


def _tell_state(name: str, order: Order) -> None:
    facts = restate(order.pk)
    subject = Subject("order", order.pk)
    publish(name, subject, {"order_id": order.pk})
    audit(name, subject, {"state": order.payment_state}, {"state": facts.payment_state})
