"""Payments without a gateway: those that staff see arrive, and those of nothing. No network, no book outside.

Both approve at once. What is asked of them later has been done by a person before: the shop's own rows are the book.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.money import Money
from shop.payments.errors import CardRefused, HookRefused
from shop.payments.types import AvsAnswer, Card, CardToken, Charge, ChargeRequest, ChargeState, CvvAnswer, HookMessage


class OfflineGateway:
    """Answers from what it is asked. "manual": the order is unpaid until staff take it in. "free": nothing is due."""

    is_online = False

    def __init__(self, code: str, name: str | Promise) -> None:
        self.code, self._name = code, name

    @property
    def name(self) -> str:
        """What people call it, in the reader's language."""
        return str(self._name)

    def tokenise(self, card: Card, *, timeout_s: float) -> CardToken:
        """Refuse: no card belongs here."""
        raise CardRefused

    def authorise(self, request: ChargeRequest, *, timeout_s: float) -> Charge:
        """Approve."""
        return _charge(request.key, ChargeState.AUTHORISED, request.amount)

    def find_charge(self, key: str, *, timeout_s: float) -> Charge | None:
        """Return None: an attempt that was not recorded at once is given up, and nothing was charged."""
        return None

    def capture(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Agree that the money was taken."""
        return _charge(key, ChargeState.CAPTURED, amount, captured_minor=amount.minor)

    def void(self, key: str, *, timeout_s: float) -> Charge:
        """Agree that nothing is expected any more."""
        return _charge(key, ChargeState.VOIDED, None)

    def refund(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Agree that the money was given back."""
        return _charge(key, ChargeState.CAPTURED, amount, captured_minor=amount.minor, refunded_minor=amount.minor)

    def read_hook(self, headers: Mapping[str, str], body: bytes) -> HookMessage:
        """Refuse: nobody outside has anything to say."""
        raise HookRefused


def _charge(
    key: str, state: ChargeState, amount: Money | None, *, captured_minor: int = 0, refunded_minor: int = 0
) -> Charge:
    return Charge(
        key=key,
        state=state,
        amount=amount,
        reference="",
        reason="",
        avs=AvsAnswer.UNAVAILABLE,
        cvv=CvvAnswer.UNAVAILABLE,
        captured_minor=captured_minor,
        refunded_minor=refunded_minor,
    )


MANUAL = OfflineGateway("manual", _("Manual payment"))
FREE = OfflineGateway("free", _("Nothing to pay"))
