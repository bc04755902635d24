"""What a placed order leaves of the cart it came from."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import F, Q

from shop.orders.models import CartCode, CartLine, Checkout, CheckoutLine


def empty_cart(checkout: Checkout, bought: Iterable[CheckoutLine]) -> None:
    """Take what was bought, and its codes, out of the cart; what the buyer added meanwhile stays.

    The caller's service holds the cart. One query, one more for codes, and for each line that was added to.
    """
    if checkout.cart_id is None:
        return
    quantities = {line.variant_id: line.quantity for line in bought}
    held = CartLine.objects.filter(cart_id=checkout.cart_id)
    bought_up = (Q(variant_id=variant_id, quantity__lte=quantity) for variant_id, quantity in quantities.items())
    gone, _by_model = held.filter(reduce(or_, bought_up)).delete()
    if gone < len(quantities):
        for variant_id, quantity in quantities.items():
            held.filter(variant_id=variant_id, quantity__gt=quantity).update(quantity=F("quantity") - quantity)
    if checkout.codes:
        CartCode.objects.filter(cart_id=checkout.cart_id).delete()
