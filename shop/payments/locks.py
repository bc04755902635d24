"""The only place of payments that locks rows. A payment is locked after stock and discounts, before its order.

The settings are locked by staff's service alone, and no other lock is taken with them: a checkout only reads them.
"""

from pods.isolation.prepared import Prepared, Slot
from shop.payments.errors import AttemptUnknown
from shop.payments.models import PaymentAttempt, PaymentSettings

_attempt = Prepared(lambda: PaymentAttempt.objects.select_for_update().filter(pk=Slot("id")))


def lock_attempt(attempt_id: int) -> PaymentAttempt:
    """Lock a payment attempt. One query. Raises AttemptUnknown."""
    row = _attempt.first(id=attempt_id)
    if row is None:
        raise AttemptUnknown
    return row


def lock_payment_settings() -> PaymentSettings:
    """Lock the shop's payment settings, made on first use. One query, three on first use."""
    row = PaymentSettings.objects.select_for_update().first()
    if row is None:
        # Two at once: the unique key lets one row in, and both wait for it here.
        PaymentSettings.objects.bulk_create([PaymentSettings()], ignore_conflicts=True)
        row = PaymentSettings.objects.select_for_update().get()
    return row
