"""Disputes, as the gateway tells of them when it is asked."""

from django.db.models import Sum
from django.db.models.functions import Now

from pods.routing.service import service
from shop.payments.locks import lock_attempt
from shop.payments.models import Dispute as DisputeRow
from shop.payments.models import PaymentAttempt
from shop.payments.selectors import dispute_of
from shop.payments.types import ChargeDispute, Dispute, DisputeState


@service
def record_dispute(attempt_id: int, told: ChargeDispute) -> Dispute | None:
    """Write down how a dispute stands; None when nothing is new. Run again it changes nothing.

    Joins the caller's service. A dispute that is closed stays as it was closed. The bank holds its sum as long as it is
    open, and keeps it when it is lost. Raises AttemptUnknown. Two queries, five with news.
    """
    row = lock_attempt(attempt_id)
    known = DisputeRow.objects.filter(attempt_id=attempt_id, reference=told.reference).first()
    if known is not None and (known.state == told.state or known.state != DisputeState.OPENED):
        return None
    closed = {} if told.state is DisputeState.OPENED else {"closed_at": Now()}
    if known is None:
        known = DisputeRow.objects.create(
            attempt_id=attempt_id,
            reference=told.reference,
            state=told.state,
            amount_minor=told.amount_minor,
            reason=told.reason,
            answer_by=told.answer_by,
            **closed,
        )
    else:
        DisputeRow.objects.filter(pk=known.pk).update(state=told.state, **closed)
        known.state = told.state
    kept = DisputeRow.objects.filter(attempt_id=attempt_id).exclude(state=DisputeState.WON)
    disputed_minor = kept.aggregate(sum=Sum("amount_minor", default=0))["sum"]
    PaymentAttempt.objects.filter(pk=attempt_id).update(disputed_minor=disputed_minor)
    known.attempt = row
    return dispute_of(known)
