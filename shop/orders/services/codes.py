"""Discount codes of a cart. What a code is worth is asked anew each time; here is only which codes it has."""

from pods.routing.service import service
from shop.orders.errors import CartEmpty, CodeNotUsable
from shop.orders.locks import lock_cart
from shop.orders.models import Cart, CartCode, CartLine
from shop.orders.selectors.quotes import Wish, priced_as
from shop.pricing.api import MOST_CODES, fold_code, refusal_sentence
from shop.pricing.types import Refusal, RefusedCode

LONGEST_CODE = 60


@service
def add_code(token: str, code: str, *, email: str = "") -> None:
    """Put a code into the cart if it takes something off now. Run again it changes nothing.

    The cart keeps it in its own spelling. `email`: the customer's, if known already. Raises CartEmpty, CodeNotUsable
    with the reason as its message: also when the codes that are there already save more and do not combine with it.
    """
    cart = lock_cart(token)
    if cart is None:
        raise CartEmpty
    held = dict(CartLine.objects.filter(cart_id=cart.pk).order_by("pk").values_list("variant_id", "quantity"))
    if not held:
        raise CartEmpty
    codes = _codes(cart)
    folded = fold_code(code[:LONGEST_CODE])
    if folded in map(fold_code, codes.values()):
        return
    priced = priced_as(held, (*codes.values(), code[:LONGEST_CODE]), Wish(email=email))
    refused = next((each for each in priced.quote.refused if fold_code(each.code) == folded), None)
    if refused is not None or not folded:
        refused = refused or RefusedCode(code, Refusal.NOT_FOUND)
        raise CodeNotUsable(refusal_sentence(refused, priced.quote.currency))
    kept = next(each.code for each in priced.snapshot.discounts if fold_code(each.code) == folded)
    CartCode.objects.create(cart_id=cart.pk, code=kept)


@service
def remove_code(token: str, code: str) -> None:
    """Take a code out of the cart, however it is spelled. One that is not there changes nothing."""
    cart = lock_cart(token)
    if cart is None:
        return
    gone = [pk for pk, kept in _codes(cart).items() if fold_code(kept) == fold_code(code)]
    if gone:
        CartCode.objects.filter(pk__in=gone).delete()


def _codes(cart: Cart) -> dict[int, str]:
    """Return the cart's codes by key, as they were typed first. A cart never has more than pricing looks at."""
    return dict(CartCode.objects.filter(cart_id=cart.pk).order_by("pk").values_list("pk", "code")[: MOST_CODES + 1])
