"""Reads of payments."""

from shop.money import Money
from shop.payments.errors import AttemptUnknown
from shop.payments.gateways.registry import gateway_named
from shop.payments.models import PaymentAttempt
from shop.payments.types import Attempt, AttemptState, AvsAnswer, CvvAnswer, Payment


def find_attempt(attempt_id: int) -> Attempt | None:
    """Return an attempt, None when it is gone. One query."""
    row = PaymentAttempt.objects.filter(pk=attempt_id).first()
    return None if row is None else attempt_of(row)


def attempt_by_id(attempt_id: int) -> Attempt:
    """Return an attempt. One query. Raises AttemptUnknown."""
    found = find_attempt(attempt_id)
    if found is None:
        raise AttemptUnknown
    return found


def attempt_of(row: PaymentAttempt) -> Attempt:
    """Return what a row says that the caller has joined to its own. No query."""
    return Attempt(
        id=row.pk,
        key=row.key,
        state=AttemptState(row.state),
        amount=Money(row.amount_minor, row.currency),
        gateway=row.gateway,
        token=row.token,
        reason=row.reason,
    )


def payment_of(row: PaymentAttempt) -> Payment:
    """Return what a page may show of an attempt that was answered, from a row that the caller has joined. No query."""
    return Payment(
        attempt_id=row.pk,
        state=AttemptState(row.state),
        amount=Money(row.amount_minor, row.currency),
        brand=row.brand,
        last_four=row.last_four,
        bin=row.bin,
        fingerprint=row.fingerprint,
        avs=AvsAnswer(row.avs),
        cvv=CvvAnswer(row.cvv),
        gateway=gateway_named(row.gateway).name,
    )
