"""The only place of orders that locks rows.

The order over all apps is: fence, delivery, cart, stock, payment, customer, order, counter. Every change of a payment
attempt begins with its cart, so two of them never hold each other's stock.
"""

from pods.isolation.prepared import Prepared, Slot
from shop.orders.errors import OrderUnknown
from shop.orders.models import Cart, Order, OrderCounter
from shop.orders.rules.checkouts import FIRST_ORDER_NUMBER
from shop.payments.api import lock_attempt

_cart_of_token = Prepared(lambda: Cart.objects.select_for_update().filter(token=Slot("token")))
_cart = Prepared(lambda: Cart.objects.select_for_update().filter(pk=Slot("id")))
_counter = Prepared(OrderCounter.objects.select_for_update)


def lock_cart(token: str) -> Cart | None:
    """Lock a buyer's cart, if there is one. One query."""
    return _cart_of_token.first(token=token)


def lock_or_make_cart(token: str) -> Cart:
    """Lock a buyer's cart, made on first use. One query, three on first use."""
    cart = lock_cart(token)
    if cart is None:
        # Two first clicks at once: the unique key lets one row in, and both wait for it here.
        Cart.objects.bulk_create([Cart(token=token)], ignore_conflicts=True)
        cart = Cart.objects.select_for_update().get(token=token)
    return cart


def lock_cart_of_checkout(cart_id: int | None) -> None:
    """Lock the cart a checkout came from, unless it is gone. One query."""
    if cart_id is not None:
        _cart.first(id=cart_id)


def lock_order(order_id: int) -> None:
    """Lock an order for the rest of the caller's service, before writing an event of it. One query.

    Raises OrderUnknown.
    """
    if Order.objects.select_for_update().filter(pk=order_id).values_list("pk", flat=True).first() is None:
        raise OrderUnknown


def locked_order(order_id: int) -> Order:
    """Lock an order and return it with its attempt, as they are now. Two queries. Raises OrderUnknown."""
    lock_order(order_id)
    return Order.objects.select_related("attempt").get(pk=order_id)


def locked_with_payment(order_id: int) -> Order:
    """Lock an order's payment, then the order, and return it with its attempt. Four queries. Raises OrderUnknown.

    Whoever decides about money holds both. What is to happen to stock and discounts comes before.
    """
    attempt_id = Order.objects.values_list("attempt_id", flat=True).filter(pk=order_id).first()
    if attempt_id is None:
        raise OrderUnknown
    lock_attempt(attempt_id)
    return locked_order(order_id)


def take_order_number() -> int:
    """Return the next number and keep the counter locked until the transaction ends: no gaps. Two queries.

    A shop's first order makes its counter; two of them at once meet at its unique key.
    """
    counter = _counter.first()
    if counter is None:
        OrderCounter.objects.bulk_create([OrderCounter(next_number=FIRST_ORDER_NUMBER)], ignore_conflicts=True)
        counter = OrderCounter.objects.select_for_update().get()
    OrderCounter.objects.filter(pk=counter.pk).update(next_number=counter.next_number + 1)
    return counter.next_number
