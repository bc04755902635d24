"""The door of orders. Selectors name their query count; services say what they refuse."""

from shop.orders.checkout import check_details, new_cart_token, new_idempotency_key, submit_checkout
from shop.orders.locks import lock_order
from shop.orders.ports import CaptureAdvice, register_capture_adviser
from shop.orders.selectors.carts import cart_of, cart_quantity
from shop.orders.selectors.orders import (
    all_orders,
    facts_of_order,
    order_by_checkout,
    order_by_id,
    order_by_number,
    orders_page,
    totals_before,
)
from shop.orders.selectors.results import checkout_result
from shop.orders.selectors.timeline import timeline_of
from shop.orders.sentences import describe_event
from shop.orders.services.capturing import capture_payment
from shop.orders.services.carts import add_to_cart, set_quantity

__all__ = [
    "CaptureAdvice",
    "add_to_cart",
    "all_orders",
    "capture_payment",
    "cart_of",
    "cart_quantity",
    "check_details",
    "checkout_result",
    "describe_event",
    "facts_of_order",
    "lock_order",
    "new_cart_token",
    "new_idempotency_key",
    "order_by_checkout",
    "order_by_id",
    "order_by_number",
    "orders_page",
    "register_capture_adviser",
    "set_quantity",
    "submit_checkout",
    "timeline_of",
    "totals_before",
]
