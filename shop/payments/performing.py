"""Carrying an operation out: the one place where captures, voids and refunds leave for the gateway."""

from shop.payments.errors import OperationRefused
from shop.payments.gateways.registry import gateway_named
from shop.payments.types import Operation, OperationAnswer, OperationKind


def perform(operation: Operation, *, timeout_s: float) -> OperationAnswer:
    """Do at the gateway what was written down, and return its answer. The operation's key makes it once.

    A network call, never inside a service, unless the gateway is not online. A refusal is an answer; raises
    GatewayNotReached and AnswerLost, after which it is to be tried again.
    """
    port = gateway_named(operation.gateway)
    try:
        if operation.kind is OperationKind.VOID:
            port.void(operation.charge_key, timeout_s=timeout_s)
        else:
            operate = port.capture if operation.kind is OperationKind.CAPTURE else port.refund
            operate(operation.charge_key, operation.amount, operation_key=operation.gateway_key, timeout_s=timeout_s)
    except OperationRefused as refused:
        return OperationAnswer(operation.id, is_done=False, reason=refused.code)
    return OperationAnswer(operation.id, is_done=True)
