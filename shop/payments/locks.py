"""The only place of payments that locks rows. A payment is locked after stock and discounts, before its order."""

from shop.payments.errors import AttemptUnknown
from shop.payments.models import PaymentAttempt


def lock_attempt(attempt_id: int) -> PaymentAttempt:
    """Lock a payment attempt. One query. Raises AttemptUnknown."""
    row = PaymentAttempt.objects.select_for_update().filter(pk=attempt_id).first()
    if row is None:
        raise AttemptUnknown
    return row
