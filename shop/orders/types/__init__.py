"""What passes the door of orders."""

from shop.addresses import Address
from shop.orders.types.carts import Cart, CartLine
from shop.orders.types.checkouts import CheckoutDetails, CheckoutOutcome, CheckoutResult
from shop.orders.types.orders import (
    Amounts,
    FulfilmentState,
    Order,
    OrderFacts,
    OrderLine,
    OrdersPage,
    OrderSummary,
    PaymentState,
    TimelineEntry,
)

__all__ = [
    "Address",
    "Amounts",
    "Cart",
    "CartLine",
    "CheckoutDetails",
    "CheckoutOutcome",
    "CheckoutResult",
    "FulfilmentState",
    "Order",
    "OrderFacts",
    "OrderLine",
    "OrderSummary",
    "OrdersPage",
    "PaymentState",
    "TimelineEntry",
]
