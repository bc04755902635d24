"""What a gateway has to do for us. tests/shop/payments/contract.py holds every adapter to it."""

from typing import Protocol

from shop.money import Money
from shop.payments.types import Card, CardToken, Charge, ChargeRequest


class PaymentGateway(Protocol):
    """What takes money. Each charge has one key, made by us; every call on it may be repeated."""

    code: str
    name: str

    def tokenise(self, card: Card, *, timeout_s: float) -> CardToken:
        """Hand a card over and get what stands for it; raises CardRefused."""

    def authorise(self, request: ChargeRequest, *, timeout_s: float) -> Charge:
        """Hold the money. A decline is an answer, not an error."""

    def find_charge(self, key: str, *, timeout_s: float) -> Charge | None:
        """Return what is under a key, None when the gateway never saw it."""

    def capture(self, key: str, amount: Money, *, timeout_s: float) -> Charge:
        """Take the held money; raises CaptureRefused when there is none to take."""

    def void(self, key: str, *, timeout_s: float) -> Charge:
        """Let the money go and bar the key, also one the gateway never saw. A captured charge stays as it is."""
