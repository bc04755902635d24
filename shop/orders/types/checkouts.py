"""Checkouts, as they pass the door of orders."""

from dataclasses import dataclass
from enum import StrEnum

from shop.addresses import Address
from shop.money import Money
from shop.payments.types import CardToken


@dataclass(frozen=True, slots=True)
class CheckoutDetails:
    """One checkout as the buyer sent it.

    `idempotency_key` is made with the form (`new_idempotency_key`) and comes back with it: the same key gives the
    first result. `expected_total` is what the button said: another total is refused, so nobody pays a surprise.
    """

    cart_token: str
    idempotency_key: str
    email: str
    shipping: Address
    billing: Address
    card: CardToken
    expected_total: Money


class CheckoutOutcome(StrEnum):
    """How a checkout ended, or that it is not known yet."""

    PLACED = "placed"
    DECLINED = "declined"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class CheckoutResult:
    """What became of a checkout.

    PLACED has `order_number` and `order_id`. DECLINED has `code` and, in plain words, `reason`; nothing was charged
    and nothing is reserved. PENDING: the gateway's answer was lost; ask `checkout_result` again, within a minute
    it is one of the others.
    """

    outcome: CheckoutOutcome
    order_number: int | None = None
    order_id: int | None = None
    code: str = ""
    reason: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether there is an order."""
        return self.outcome is CheckoutOutcome.PLACED

    @property
    def is_declined(self) -> bool:
        """Whether it ended without an order and without a charge."""
        return self.outcome is CheckoutOutcome.DECLINED

    @property
    def is_pending(self) -> bool:
        """Whether it is still open."""
        return self.outcome is CheckoutOutcome.PENDING
