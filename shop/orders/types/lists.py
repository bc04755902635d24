"""Lists of orders, as they pass the door of orders."""

from dataclasses import dataclass
from datetime import datetime

from shop.money import Money
from shop.orders.types.orders import FulfilmentState, PaymentState


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders a list shows: those of which all that is given is true.

    `search`: an order's number (with or without #), the beginning of an e-mail, or a part of the customer's name.
    """

    search: str = ""
    payment: frozenset[PaymentState] = frozenset()
    fulfilment: frozenset[FulfilmentState] = frozenset()
    tag: str = ""
    customer_id: int | None = None
    is_cancelled: bool | None = None
    has_refused_refund: bool = False
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order in a list."""

    id: int
    number: int
    payment_state: PaymentState
    fulfilment_state: FulfilmentState
    is_cancelled: bool
    placed_at: datetime
    customer_id: int
    customer_name: str
    email: str
    total: Money
    quantity: int
    is_disputed: bool
    """Whether a dispute about its payment is open."""


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """One page of orders, newest first. Links carry `before=older` or `after=newer`; None where there is no more."""

    orders: tuple[OrderSummary, ...]
    total: int
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """How many orders wait for somebody, for the tabs of a list. Cancelled ones wait for nobody, but for the bank."""

    all: int
    to_send: int
    to_pay: int
    on_hold: int
    refused_refunds: int
    disputed: int


@dataclass(frozen=True, slots=True)
class CustomerSales:
    """What one customer has bought: cancelled orders left out. `spent` is what was paid less what was given back."""

    orders: int
    spent: tuple[Money, ...]
