"""Reads of payments."""

from collections.abc import Sequence

from django.db.models import Q, Sum

from shop.money import Money
from shop.payments.errors import AttemptUnknown
from shop.payments.gateways.registry import gateway_named
from shop.payments.models import Dispute as DisputeRow
from shop.payments.models import PaymentAttempt, PaymentOperation
from shop.payments.models import PaymentSettings as SettingsRow
from shop.payments.rules import Sums, left_for
from shop.payments.types import (
    Attempt,
    AttemptRecord,
    AttemptState,
    AvsAnswer,
    CvvAnswer,
    Dispute,
    DisputeState,
    ManualPayment,
    Operation,
    OperationKind,
    OperationState,
    Payment,
    PaymentSettings,
    ThreeDsAnswer,
)


def find_attempt(attempt_id: int) -> Attempt | None:
    """Return an attempt, None when it is gone. One query."""
    row = PaymentAttempt.objects.filter(pk=attempt_id).first()
    return None if row is None else attempt_of(row)


def find_attempt_by_key(key: str) -> Attempt | None:
    """Return the attempt of a key at the gateway, None when this shop has none. One query."""
    row = PaymentAttempt.objects.filter(key=key).first()
    return None if row is None else attempt_of(row)


def attempt_by_id(attempt_id: int) -> Attempt:
    """Return an attempt. One query. Raises AttemptUnknown."""
    found = find_attempt(attempt_id)
    if found is None:
        raise AttemptUnknown
    return found


def find_operation(operation_id: int) -> Operation | None:
    """Return an operation, None when it is gone. One query."""
    row = PaymentOperation.objects.select_related("attempt").filter(pk=operation_id).first()
    return None if row is None else operation_of(row)


def find_operation_by_key(key: str) -> Operation | None:
    """Return the operation that was asked for under a key, None when none was. One query."""
    row = PaymentOperation.objects.select_related("attempt").filter(key=key).first()
    return None if row is None else operation_of(row)


def operations_of(attempt_id: int) -> list[Operation]:
    """Return what was asked of an attempt, oldest first. One query."""
    rows = PaymentOperation.objects.select_related("attempt").filter(attempt_id=attempt_id).order_by("pk")
    return [operation_of(row) for row in rows]


def left_of(attempt_id: int, kind: OperationKind) -> Money:
    """Return how much an operation of this kind may be of just now. Two queries. Raises AttemptUnknown."""
    row = PaymentAttempt.objects.filter(pk=attempt_id).first()
    if row is None:
        raise AttemptUnknown
    held = row.state in {AttemptState.AUTHORISED, AttemptState.CAPTURED}
    return Money(left_for(kind, sums_of(row)) if held else 0, row.currency)


def disputes_of(attempt_id: int) -> list[Dispute]:
    """Return the disputes of an attempt, oldest first. One query."""
    rows = DisputeRow.objects.select_related("attempt").filter(attempt_id=attempt_id).order_by("pk")
    return [dispute_of(row) for row in rows]


def payment_settings() -> PaymentSettings:
    """Return which payments the shop takes besides cards. One query.

    A shop without a row takes none, at version 0: its first save makes the row.
    """
    row = SettingsRow.objects.first()
    return PaymentSettings(0, ManualPayment()) if row is None else PaymentSettings(row.version, manual_of(row))


def manual_of(row: SettingsRow) -> ManualPayment:
    """Return the manual payment as the settings say. No query."""
    return ManualPayment(row.is_manual_on, row.manual_name, row.manual_instructions)


def records_of(rows: Sequence[PaymentAttempt]) -> list[AttemptRecord]:
    """Return all that is known of attempts whose rows the caller has joined, in their order. Two queries."""
    attempts = {row.pk: row for row in rows}
    operations: dict[int, list[Operation]] = {each: [] for each in attempts}
    disputes: dict[int, list[Dispute]] = {each: [] for each in attempts}
    for operation in PaymentOperation.objects.filter(attempt_id__in=attempts).order_by("pk"):
        operation.attempt = attempts[operation.attempt_id]
        operations[operation.attempt_id].append(operation_of(operation))
    for dispute in DisputeRow.objects.filter(attempt_id__in=attempts).order_by("pk"):
        dispute.attempt = attempts[dispute.attempt_id]
        disputes[dispute.attempt_id].append(dispute_of(dispute))
    return [
        AttemptRecord(
            payment=payment_of(row),
            reason=row.reason,
            sent_at=row.sent_at,
            answered_at=row.answered_at,
            operations=tuple(operations[row.pk]),
            disputes=tuple(disputes[row.pk]),
        )
        for row in rows
    ]


def sums_of(row: PaymentAttempt) -> Sums:
    """Return an attempt's money with what is asked for. One query; exact while the row is locked."""
    asked = {
        kind: Sum("amount_minor", filter=Q(kind=kind), default=0)
        for kind in (OperationKind.CAPTURE, OperationKind.VOID, OperationKind.REFUND)
    }
    open_ = PaymentOperation.objects.filter(attempt_id=row.pk, state=OperationState.ASKED).aggregate(
        capture=asked[OperationKind.CAPTURE], void=asked[OperationKind.VOID], refund=asked[OperationKind.REFUND]
    )
    return Sums(
        amount=row.amount_minor,
        captured=row.captured_minor,
        voided=row.voided_minor,
        refunded=row.refunded_minor,
        capture_asked=int(open_["capture"]),
        void_asked=int(open_["void"]),
        refund_asked=int(open_["refund"]),
        disputed=row.disputed_minor,
    )


def attempt_of(row: PaymentAttempt) -> Attempt:
    """Return what a row says that the caller has joined to its own. No query."""
    return Attempt(
        id=row.pk,
        key=row.key,
        state=AttemptState(row.state),
        amount=Money(row.amount_minor, row.currency),
        captured=Money(row.captured_minor, row.currency),
        voided=Money(row.voided_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        gateway=row.gateway,
        token=row.token,
        reason=row.reason,
    )


def operation_of(row: PaymentOperation) -> Operation:
    """Return what a row with its attempt says. No query."""
    return Operation(
        id=row.pk,
        key=row.key,
        kind=OperationKind(row.kind),
        state=OperationState(row.state),
        amount=Money(row.amount_minor, row.attempt.currency),
        reason=row.reason,
        attempt_id=row.attempt_id,
        charge_key=row.attempt.key,
        gateway=row.attempt.gateway,
        asked_at=row.asked_at,
        done_at=row.done_at,
    )


def dispute_of(row: DisputeRow) -> Dispute:
    """Return what a row with its attempt says. No query."""
    return Dispute(
        id=row.pk,
        attempt_id=row.attempt_id,
        reference=row.reference,
        state=DisputeState(row.state),
        amount=Money(row.amount_minor, row.attempt.currency),
        reason=row.reason,
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        closed_at=row.closed_at,
    )


def payment_of(row: PaymentAttempt) -> Payment:
    """Return what a page may show of an attempt, from a row that the caller has joined. No query.

    Without an answer nothing was checked.
    """
    return Payment(
        attempt_id=row.pk,
        state=AttemptState(row.state),
        amount=Money(row.amount_minor, row.currency),
        captured=Money(row.captured_minor, row.currency),
        voided=Money(row.voided_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        brand=row.brand,
        last_four=row.last_four,
        bin=row.bin,
        fingerprint=row.fingerprint,
        avs=AvsAnswer(row.avs or AvsAnswer.UNAVAILABLE),
        cvv=CvvAnswer(row.cvv or CvvAnswer.UNAVAILABLE),
        three_ds=ThreeDsAnswer(row.three_ds or ThreeDsAnswer.UNAVAILABLE),
        gateway=gateway_named(row.gateway).name,
        gateway_code=row.gateway,
    )
