"""Orders, as they pass the door of orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shop.addresses import Address
from shop.money import Money
from shop.payments.types import AvsAnswer, CvvAnswer, Payment


class PaymentState(StrEnum):
    """Where an order's money is. Derived from what happened, by rules.payment_state()."""

    UNPAID = "unpaid"
    AUTHORISED = "authorised"
    ON_HOLD = "on_hold"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FAILED = "failed"


class FulfilmentState(StrEnum):
    """How much of an order has been sent. Derived from what happened, by rules.fulfilment_state()."""

    UNFULFILLED = "unfulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    FULFILLED = "fulfilled"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was sold."""

    id: int
    product_id: int
    variant_id: int
    handle: str
    title: str
    sku: str
    picture_key: str
    quantity: int
    price: Money
    variant_title: str
    discount: Money
    tax: Money
    requires_shipping: bool

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an order costs: subtotal less discount plus shipping, plus tax unless `tax_included`, is the total."""

    subtotal: Money
    discount: Money
    shipping: Money
    tax: Money
    total: Money
    refunded: Money
    tax_included: bool


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all that belongs to it, as it was at the sale."""

    id: int
    number: int
    payment_state: PaymentState
    fulfilment_state: FulfilmentState
    placed_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str
    customer_id: int
    email: str
    phone: str
    shipping: Address
    billing: Address
    method_name: str
    codes: tuple[str, ...]
    note_of_buyer: str
    amounts: Amounts
    lines: tuple[OrderLine, ...]
    payment: Payment
    status_token: str
    version: int

    @property
    def total(self) -> Money:
        """What was to be paid."""
        return self.amounts.total

    @property
    def customer_name(self) -> str:
        """Who buys: the name on the bill."""
        return self.billing.name

    @property
    def quantity(self) -> int:
        """How many things were sold."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to an order, as a sentence in the reader's language. `actor_name` is for people."""

    at: datetime
    name: str
    sentence: str
    actor: str
    actor_name: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What fraud may know of an order: figures and codes, no names."""

    order_id: int
    number: int
    billing_country: str
    shipping_country: str
    total: Money
    avs: AvsAnswer
    cvv: CvvAnswer
