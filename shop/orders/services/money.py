"""How an order's money is moved: asked for here, done at the gateway by a delivery, written down in recording_money."""

from pods.outbox.api import Subject, schedule
from shop.money import Money
from shop.orders.errors import KeyReused, NotPossible
from shop.orders.events import MOVE_MONEY
from shop.orders.models import Order
from shop.orders.obstacles import Obstacle
from shop.payments.api import ask_operation, find_operation_by_key, gateway_named, perform, record_operation
from shop.payments.errors import MoreThanLeft, OperationKeyReused
from shop.payments.types import Operation, OperationKind

AT_ONCE_S = 1.0
"""For gateways that are none: nobody waits."""


def known_operation(order: Order, kind: OperationKind, key: str) -> Operation | None:
    """Return what a form asked for before, None when it is new. One query. Raises KeyReused."""
    found = find_operation_by_key(key)
    if found is not None and (found.attempt_id != order.attempt_id or found.kind is not kind):
        raise KeyReused
    return found


def ask_money(order: Order, kind: OperationKind, *, amount_minor: int | None = None, key: str) -> Operation:
    """Write down what is asked of an order's payment, and leave the asking to a delivery. Five queries.

    The caller is a service that holds the attempt, then the order. Without a gateway to ask it is done at once, but
    for a refund: its goods come before the payment. Raises NotPossible when it is more than is left.
    """
    amount = None if amount_minor is None else Money(amount_minor, order.currency)
    try:
        operation = ask_operation(order.attempt_id, kind, amount=amount, key=key)
    except MoreThanLeft as refused:
        obstacle = Obstacle.MORE_THAN_TAKEN if kind is OperationKind.REFUND else Obstacle.MORE_THAN_AUTHORISED
        raise NotPossible(obstacle, left=refused.left.minor) from refused
    except OperationKeyReused as refused:
        raise KeyReused from refused
    if kind is not OperationKind.REFUND and not gateway_named(operation.gateway).is_online:
        return record_operation(perform(operation, timeout_s=AT_ONCE_S)).operation
    schedule(MOVE_MONEY, Subject("order", order.pk), {"operation_id": operation.id})
    return operation
