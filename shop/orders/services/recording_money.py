"""What the gateway answered to what was decided about an order's money, and what follows from it."""

from collections.abc import Iterable
from functools import partial

from django.db.models.functions import Now

from pods.outbox.api import Subject, publish
from pods.routing.service import service
from shop.inventory.api import locations, release_stock, return_stock
from shop.orders.events import (
    CAPTURE_FAILED,
    PAYMENT_CAPTURED,
    PAYMENT_VOIDED,
    REFUND_REFUSED,
    REFUNDED,
    VOID_REFUSED,
)
from shop.orders.locks import locked_order
from shop.orders.models import Order, OrderLine, Refund, RefundLine
from shop.orders.services.cancelling import let_money_go
from shop.orders.services.fulfilling import holder_of
from shop.orders.services.once import DoneMeanwhile, once
from shop.orders.services.restating import restate
from shop.orders.types import RefundState
from shop.payments.api import find_operation, record_operation
from shop.payments.types import Operation, OperationAnswer, OperationKind, OperationState


def money_to_move(operation_id: int) -> Operation | None:
    """Return what is still to be asked of a gateway; None when it was answered. One query."""
    found = find_operation(operation_id)
    return found if found is not None and found.state is OperationState.ASKED else None


@service
def record_money(answer: OperationAnswer) -> None:
    """Write down how a capture, void or refund went, and do what follows. Run again it changes nothing."""
    once(partial(_answered, answer.operation_id), partial(_record, answer))


def _answered(operation_id: int) -> bool | None:
    return money_to_move(operation_id) is None or None


def _record(answer: OperationAnswer) -> bool:
    order = Order.objects.select_related("attempt").get(attempt__operations=answer.operation_id)
    refund = Refund.objects.filter(operation_id=answer.operation_id).first()
    moved = _move_goods(order, refund) if refund is not None and answer.is_done else []
    recorded = record_operation(answer)
    order = locked_order(order.pk)
    if not recorded.is_first:
        raise DoneMeanwhile
    if refund is not None:
        _end_refund(order, refund, moved, answer)
    elif recorded.operation.kind is OperationKind.VOID:
        told = {"order_id": order.pk} if answer.is_done else {"order_id": order.pk, "reason": answer.reason}
        publish(PAYMENT_VOIDED if answer.is_done else VOID_REFUSED, Subject("order", order.pk), told)
    else:
        _end_capture(order, recorded.operation, is_done=answer.is_done)
    facts = restate(order.pk)
    if order.cancelled_at is not None and recorded.operation.kind is OperationKind.CAPTURE:
        let_money_go(locked_order(order.pk), facts)
    return True


def _end_capture(order: Order, operation: Operation, *, is_done: bool) -> None:
    told = {"order_id": order.pk, "amount_minor": operation.amount.minor, "currency": order.currency}
    publish(PAYMENT_CAPTURED if is_done else CAPTURE_FAILED, Subject("order", order.pk), told)


def _end_refund(order: Order, refund: Refund, moved: Iterable[RefundLine], answer: OperationAnswer) -> None:
    state = RefundState.DONE if answer.is_done else RefundState.REFUSED
    Refund.objects.filter(pk=refund.pk).update(state=state, refusal=answer.reason, ended_at=Now())
    told = {
        "order_id": order.pk,
        "refund_id": refund.pk,
        "amount_minor": refund.total_minor,
        "currency": order.currency,
    }
    if answer.is_done:
        moved = list(moved)
        told |= {
            "quantity": sum(line.quantity for line in moved),
            "restocked": sum(line.restocked for line in moved),
        }
        publish(REFUNDED, Subject("order", order.pk), told)
    else:
        publish(REFUND_REFUSED, Subject("order", order.pk), told | {"reason": answer.reason})


@service
def finish_refund(refund_id: int) -> None:
    """End a refund that no money belongs to: its goods were free. Run again it changes nothing."""
    once(partial(_finished, refund_id), partial(_finish, refund_id))


def _finished(refund_id: int) -> bool | None:
    return not Refund.objects.filter(pk=refund_id, state=RefundState.ASKED).exists() or None


def _finish(refund_id: int) -> bool:
    refund = Refund.objects.select_related("order").get(pk=refund_id)
    moved = _move_goods(refund.order, refund)
    order = locked_order(refund.order_id)
    if _finished(refund_id):
        raise DoneMeanwhile
    _end_refund(order, refund, moved, OperationAnswer(0, is_done=True))
    restate(order.pk)
    return True


def _move_goods(order: Order, refund: Refund) -> list[RefundLine]:
    """Free the pieces that were never sent, and put back those that are to be restocked. Locks stock.

    A location that went out of use since is left out: the first one takes its place.
    """
    lines = list(RefundLine.objects.filter(refund_id=refund.pk).order_by("pk"))
    variants = dict(OrderLine.objects.filter(order_id=order.pk).values_list("pk", "variant_id"))
    unsent = {variants[line.order_line_id]: line.unsent for line in lines if line.unsent}
    back = {variants[line.order_line_id]: line.restocked for line in lines if line.restocked}
    if unsent:
        release_stock(holder_of(order), unsent)
    if back:
        wanted = lines[0].location_id
        in_use = {each.id for each in locations() if each.is_active} if wanted is not None else set()
        return_stock(Subject("order", order.pk), back, location_id=wanted if wanted in in_use else None)
    return lines
