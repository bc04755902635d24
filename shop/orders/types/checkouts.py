"""Checkouts, as they pass the door of orders."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from shop.addresses import Address
from shop.money import Money
from shop.payments.types import CardToken

MANUAL: Final = "manual"
"""Said instead of a card: the buyer pays later, by other means, and staff note it."""

type PayWith = CardToken | Literal["manual"]


@dataclass(frozen=True, slots=True)
class CheckoutDetails:
    """One checkout as the buyer sent it.

    `idempotency_key` is made with the form (`new_idempotency_key`) and comes back with it: the same key gives the
    first result. `expected_total` is what the button said: another total is refused, so nobody pays a surprise.
    `method_id` is the chosen way to ship, None where nothing is shipped. A total of nothing needs no payment, whatever
    `payment` says. `accepts_marketing`: the box beside customers' `marketing_wording` was ticked.
    """

    cart_token: str
    idempotency_key: str
    email: str
    shipping: Address
    billing: Address
    payment: PayWith
    expected_total: Money
    method_id: int | None = None
    phone: str = ""
    accepts_marketing: bool = False
    note: str = ""


class CheckoutOutcome(StrEnum):
    """How a checkout ended, or that it is not known yet."""

    PLACED = "placed"
    DECLINED = "declined"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class CheckoutResult:
    """What became of a checkout.

    PLACED has `order_number`, `order_id` and the `status_token` of the order's page. DECLINED has `code` and, in plain
    words, `reason`; nothing was charged and nothing is reserved. PENDING: the gateway's answer was lost, or is not
    there yet; ask `checkout_result` again.
    """

    outcome: CheckoutOutcome
    order_number: int | None = None
    order_id: int | None = None
    status_token: str = ""
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
