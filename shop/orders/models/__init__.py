"""Carts, checkouts, orders as they were at the sale, and what happened to them later."""

from shop.orders.models.carts import EXACT, Cart, CartCode, CartLine
from shop.orders.models.checkouts import Checkout, CheckoutLine
from shop.orders.models.fulfilments import Fulfilment, FulfilmentLine
from shop.orders.models.orders import Order, OrderCounter, OrderLine, OrderNote, OrderTag, OrderTax
from shop.orders.models.refunds import Refund, RefundLine

__all__ = [
    "EXACT",
    "Cart",
    "CartCode",
    "CartLine",
    "Checkout",
    "CheckoutLine",
    "Fulfilment",
    "FulfilmentLine",
    "Order",
    "OrderCounter",
    "OrderLine",
    "OrderNote",
    "OrderTag",
    "OrderTax",
    "Refund",
    "RefundLine",
]
