"""What passes the door of orders."""

from shop.addresses import Address
from shop.orders.obstacles import Obstacle
from shop.orders.types.actions import OrderAction
from shop.orders.types.after_sale import (
    AfterSale,
    FulfilledLine,
    Fulfilment,
    LineProgress,
    MoneyProgress,
    Note,
    Parcel,
    Refund,
    RefundedPart,
    RefundState,
    RefundSums,
    RefundWish,
)
from shop.orders.types.carts import Cart, CartLine
from shop.orders.types.checkouts import MANUAL, CheckoutDetails, CheckoutOutcome, CheckoutResult, PayWith
from shop.orders.types.lists import CustomerSales, OrderCounts, OrderFilter, OrdersPage, OrderSummary
from shop.orders.types.orders import (
    Amounts,
    FulfilmentState,
    Order,
    OrderFacts,
    OrderLine,
    PaymentState,
    TimelineEntry,
)
from shop.orders.types.payments import AskedOperation, Asking, OrderPayments, PaymentTry
from shop.orders.types.quotes import CartQuote, ShippingChoice, Tax, UnusedCode, UsedCode

__all__ = [
    "MANUAL",
    "Address",
    "AfterSale",
    "Amounts",
    "AskedOperation",
    "Asking",
    "Cart",
    "CartLine",
    "CartQuote",
    "CheckoutDetails",
    "CheckoutOutcome",
    "CheckoutResult",
    "CustomerSales",
    "FulfilledLine",
    "Fulfilment",
    "FulfilmentState",
    "LineProgress",
    "MoneyProgress",
    "Note",
    "Obstacle",
    "Order",
    "OrderAction",
    "OrderCounts",
    "OrderFacts",
    "OrderFilter",
    "OrderLine",
    "OrderPayments",
    "OrderSummary",
    "OrdersPage",
    "Parcel",
    "PayWith",
    "PaymentState",
    "PaymentTry",
    "Refund",
    "RefundState",
    "RefundSums",
    "RefundWish",
    "RefundedPart",
    "ShippingChoice",
    "Tax",
    "TimelineEntry",
    "UnusedCode",
    "UsedCode",
]
