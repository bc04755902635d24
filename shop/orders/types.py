"""What passes the door of orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from shop.addresses import Address
from shop.money import Money
from shop.payments.types import AvsAnswer, CardToken, CvvAnswer, Payment


@dataclass(frozen=True, slots=True)
class CartLine:
    """One variant in a cart, at the price of this moment. `left` says how many can be bought now."""

    variant_id: int
    handle: str
    title: str
    picture_key: str
    quantity: int
    price: Money
    left: int
    is_live: bool

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity

    @property
    def is_short(self) -> bool:
        """Whether the cart asks for more than can be bought."""
        return not self.is_live or self.left < self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """What a buyer has picked. A buyer without a cart has an empty one."""

    lines: tuple[CartLine, ...]
    total: Money

    @property
    def quantity(self) -> int:
        """How many things are in it, for the badge."""
        return sum(line.quantity for line in self.lines)

    @property
    def can_be_bought(self) -> bool:
        """Whether a checkout of it would find everything."""
        return bool(self.lines) and not any(line.is_short for line in self.lines)

    def __bool__(self) -> bool:
        return bool(self.lines)


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


class OrderState(StrEnum):
    """Where an order stands."""

    AUTHORISED = "authorised"
    ON_HOLD = "on_hold"
    PAID = "paid"
    CAPTURE_FAILED = "capture_failed"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was sold."""

    product_id: int
    variant_id: int
    handle: str
    title: str
    sku: str
    picture_key: str
    quantity: int
    price: Money

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    id: int
    number: int
    state: OrderState
    placed_at: datetime
    customer_name: str
    email: str
    total: Money
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all that belongs to it, as it was at the sale."""

    id: int
    number: int
    state: OrderState
    placed_at: datetime
    customer_id: int
    email: str
    shipping: Address
    billing: Address
    total: Money
    lines: tuple[OrderLine, ...]
    payment: Payment

    @property
    def customer_name(self) -> str:
        """Who buys: the name on the bill."""
        return self.billing.name

    @property
    def quantity(self) -> int:
        """How many things were sold."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """One page of orders, newest first. Links carry `before=older` or `after=newer`; None where there is no more."""

    orders: tuple[OrderSummary, ...]
    total: int
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to an order, as a sentence in the reader's language."""

    at: datetime
    name: str
    sentence: str
    actor: str
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
