"""The door of orders. Selectors name their query count; services say what they refuse."""

from shop.orders.checkout import check_details, new_cart_token, new_idempotency_key, submit_checkout
from shop.orders.locks import lock_order
from shop.orders.ports import CaptureAdvice, register_capture_adviser
from shop.orders.selectors.after_sale import after_sale_of, refund_preview
from shop.orders.selectors.carts import cart_of, cart_quantity
from shop.orders.selectors.lists import order_counts, orders_of_customer, orders_page, sales_of_customer
from shop.orders.selectors.orders import (
    all_orders,
    facts_of_order,
    order_by_checkout,
    order_by_id,
    order_by_number,
    order_by_status_token,
    totals_before,
)
from shop.orders.selectors.payments import payments_of
from shop.orders.selectors.quotes import destination_of, quote_of_cart
from shop.orders.selectors.results import checkout_result, open_checkout_key
from shop.orders.selectors.timeline import timeline_of
from shop.orders.sentences import describe_event
from shop.orders.services.asking_again import ask_again
from shop.orders.services.cancelling import cancel_order
from shop.orders.services.capturing import capture_payment, hold_order, mark_as_paid, release_order, void_payment
from shop.orders.services.carts import add_many_to_cart, add_to_cart, set_quantity
from shop.orders.services.codes import add_code, remove_code
from shop.orders.services.editing import add_note, edit_address, set_tags
from shop.orders.services.fulfilling import cancel_fulfilment, fulfil_order
from shop.orders.services.refunding import refund_order, try_refund_again

__all__ = [
    "CaptureAdvice",
    "add_code",
    "add_many_to_cart",
    "add_note",
    "add_to_cart",
    "after_sale_of",
    "all_orders",
    "ask_again",
    "cancel_fulfilment",
    "cancel_order",
    "capture_payment",
    "cart_of",
    "cart_quantity",
    "check_details",
    "checkout_result",
    "describe_event",
    "destination_of",
    "edit_address",
    "facts_of_order",
    "fulfil_order",
    "hold_order",
    "lock_order",
    "mark_as_paid",
    "new_cart_token",
    "new_idempotency_key",
    "open_checkout_key",
    "order_by_checkout",
    "order_by_id",
    "order_by_number",
    "order_by_status_token",
    "order_counts",
    "orders_of_customer",
    "orders_page",
    "payments_of",
    "quote_of_cart",
    "refund_order",
    "refund_preview",
    "register_capture_adviser",
    "release_order",
    "remove_code",
    "sales_of_customer",
    "set_quantity",
    "set_tags",
    "submit_checkout",
    "timeline_of",
    "totals_before",
    "try_refund_again",
    "void_payment",
]
