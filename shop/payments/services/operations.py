"""Captures, voids and refunds: written down under a key, carried out at the gateway by a delivery, written down again.

Between the two the amount counts as gone, so that never more is asked for than there is.
"""

from django.db.models.functions import Now

from pods.routing.service import service
from shop.money import Money
from shop.payments.errors import MoreThanLeft, OperationKeyReused, OperationUnknown
from shop.payments.locks import lock_attempt
from shop.payments.models import PaymentAttempt, PaymentOperation
from shop.payments.rules import Sums, left_for, may_move, state_after
from shop.payments.selectors import attempt_of, operation_of, sums_of
from shop.payments.types import (
    AttemptState,
    Operation,
    OperationAnswer,
    OperationKind,
    OperationState,
    Recorded,
)

_SUM_OF = {
    OperationKind.CAPTURE: "captured_minor",
    OperationKind.VOID: "voided_minor",
    OperationKind.REFUND: "refunded_minor",
}


@service
def ask_operation(attempt_id: int, kind: OperationKind, *, amount: Money | None = None, key: str) -> Operation:
    """Write down what the gateway is to be asked, within what is left. `amount` None: all of that; a void is always.

    The same key returns the first operation, whatever became of it. Schedule the delivery that carries it out in the
    same service. Raises MoreThanLeft, OperationKeyReused, AttemptUnknown; nothing has changed then. Four queries.
    """
    row = lock_attempt(attempt_id)
    known = PaymentOperation.objects.select_related("attempt").filter(key=key).first()
    if known is not None:
        is_same = known.attempt_id == attempt_id and known.kind == kind
        if not is_same or (amount is not None and known.amount_minor != amount.minor):
            raise OperationKeyReused
        return operation_of(known)
    can = row.state in {AttemptState.AUTHORISED, AttemptState.CAPTURED}
    left = Money(left_for(kind, sums_of(row)) if can else 0, row.currency)
    wanted = left if amount is None else amount
    if wanted > left or wanted.minor <= 0 or (kind is OperationKind.VOID and wanted != left):
        raise MoreThanLeft(left)
    made = PaymentOperation.objects.create(
        attempt_id=attempt_id, key=key, kind=kind, state=OperationState.ASKED, amount_minor=wanted.minor
    )
    made.attempt = row
    return operation_of(made)


@service
def record_operation(answer: OperationAnswer) -> Recorded:
    """Write down what the gateway said, and the attempt's new sums if it did it. Run again it changes nothing.

    Locks the attempt, so the caller locks its order afterwards. Raises OperationUnknown. Five queries.
    """
    operation_id = answer.operation_id
    attempt_id = PaymentOperation.objects.values_list("attempt_id", flat=True).filter(pk=operation_id).first()
    if attempt_id is None:
        raise OperationUnknown
    row = lock_attempt(attempt_id)
    operation = PaymentOperation.objects.get(pk=operation_id)
    operation.attempt = row
    is_first = operation.state == OperationState.ASKED
    if is_first:
        operation.state = OperationState.DONE if answer.is_done else OperationState.REFUSED
        operation.reason = answer.reason
        PaymentOperation.objects.filter(pk=operation_id).update(
            state=operation.state, reason=operation.reason, done_at=Now()
        )
        if answer.is_done:
            _add(row, OperationKind(operation.kind), operation.amount_minor)
    return Recorded(operation=operation_of(operation), attempt=attempt_of(row), is_first=is_first)


def _add(row: PaymentAttempt, kind: OperationKind, amount_minor: int) -> None:
    """Add to one of the attempt's sums and move it where they lead; the row is locked and shows both."""
    name = _SUM_OF[kind]
    setattr(row, name, getattr(row, name) + amount_minor)
    before = AttemptState(row.state)
    after = state_after(before, Sums(amount=row.amount_minor, captured=row.captured_minor, voided=row.voided_minor))
    if after is not before:
        assert may_move(before, after), (before, after)
        row.state = after
    PaymentAttempt.objects.filter(pk=row.pk).update(state=row.state, **{name: getattr(row, name)})
