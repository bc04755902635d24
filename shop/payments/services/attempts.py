"""Payment attempts: noted before the gateway is asked, moved when it has answered. Both join the caller's service."""

import secrets

from django.db.models.functions import Now

from pods.routing.service import service
from shop.money import Money
from shop.payments.errors import AttemptMoved
from shop.payments.models import PaymentAttempt
from shop.payments.rules import may_move
from shop.payments.selectors import attempt_of
from shop.payments.types import Attempt, AttemptState, CardToken, Charge

NO_CARD = CardToken(token="", brand="", last_four="", bin="", fingerprint="")


@service(savepoint=False)
def new_attempt(amount: Money, *, gateway: str, card: CardToken | None = None) -> Attempt:
    """Note an attempt as sent, under a new key. The gateway is asked after this has committed, never before.

    A gateway that is not online wants no card. One query.
    """
    card = card or NO_CARD
    row = PaymentAttempt.objects.create(
        key=f"pay_{secrets.token_urlsafe(24)}",
        state=AttemptState.SENT,
        amount_minor=amount.minor,
        currency=amount.currency,
        gateway=gateway,
        token=card.token,
        brand=card.brand,
        last_four=card.last_four,
        bin=card.bin,
        fingerprint=card.fingerprint,
    )
    return attempt_of(row)


@service(savepoint=False)
def move_attempt(
    attempt_id: int, to: AttemptState, *, seen: AttemptState, charge: Charge | None = None, reason: str = ""
) -> None:
    """Write an attempt's new state, with what the gateway answered if that is why. It stays locked. One query.

    Raises AttemptMoved when it is no longer in the state that the caller has seen, or is gone.
    """
    if not may_move(seen, to):
        raise AttemptMoved
    changes = {"state": to, "reason": reason, "answered_at": Now()}
    if charge is not None:
        changes |= {"avs": charge.avs, "cvv": charge.cvv, "three_ds": charge.three_ds, "reference": charge.reference}
    if not PaymentAttempt.objects.filter(pk=attempt_id, state=seen).update(**changes):
        raise AttemptMoved
