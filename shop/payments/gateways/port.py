"""What a gateway has to do for us. tests/shop/payments/contract.py holds every adapter to it."""

from collections.abc import Mapping
from typing import Protocol

from shop.money import Money
from shop.payments.types import Card, CardToken, Charge, ChargeRequest, HookMessage


class PaymentGateway(Protocol):
    """What takes money. Each charge has one key, made by us; every call on it may be repeated.

    `operation_key` makes a capture or refund once: repeated, it changes nothing and gives the same answer.
    """

    @property
    def code(self) -> str:
        """What an attempt remembers it by."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def is_online(self) -> bool:
        """Whether somebody outside keeps a book of the charges. If not, staff do what is to be done, and say so."""

    def tokenise(self, card: Card, *, timeout_s: float) -> CardToken:
        """Hand a card over and get what stands for it; raises CardRefused."""

    def authorise(self, request: ChargeRequest, *, timeout_s: float) -> Charge:
        """Hold the money. A decline is an answer, not an error; so is that it takes longer."""

    def find_charge(self, key: str, *, timeout_s: float) -> Charge | None:
        """Return what is under a key with its disputes, None when the gateway never saw it. Offline it never did."""

    def capture(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Take held money, a part or all of it; raises CaptureRefused when there is not so much."""

    def void(self, key: str, *, timeout_s: float) -> Charge:
        """Let go of what is still held and bar the key, also one never seen. What was taken stays taken."""

    def refund(self, key: str, amount: Money, *, operation_key: str, timeout_s: float) -> Charge:
        """Give taken money back, a part or all of it; raises RefundRefused when there is not so much."""

    def read_hook(self, headers: Mapping[str, str], body: bytes) -> HookMessage:
        """Return what a webhook says if it is certainly from this gateway and fresh; raises HookRefused."""
