"""The cart: what a buyer's session has picked."""

from collections.abc import Mapping

from pods.routing.service import service
from shop.catalog.api import variants_for_sale
from shop.catalog.errors import OutOfStock, VariantUnknown
from shop.orders.errors import CartFull, TooManyOfOne
from shop.orders.locks import lock_cart, lock_or_make_cart
from shop.orders.models import CartLine
from shop.orders.rules.checkouts import LARGEST_QUANTITY, MOST_LINES


@service
def add_to_cart(token: str, *, variant_id: int, quantity: int = 1) -> None:
    """Put a variant into the cart; a first one makes the cart. Raises VariantUnknown, OutOfStock (catalog), CartLimit.

    A cart reserves nothing: what it holds may be sold before it is paid.
    """
    cart = lock_or_make_cart(token)
    held = dict(CartLine.objects.filter(cart_id=cart.pk).values_list("variant_id", "quantity"))
    if variant_id not in held and len(held) >= MOST_LINES:
        raise CartFull(MOST_LINES)
    _hold(cart.pk, variant_id, held.get(variant_id, 0) + max(1, quantity))


@service
def add_many_to_cart(token: str, quantities: Mapping[int, int]) -> None:
    """Put several variants into the cart, all or none: variant id to quantity. Raises as add_to_cart does."""
    for variant_id in sorted(quantities):
        add_to_cart(token, variant_id=variant_id, quantity=quantities[variant_id])


@service
def set_quantity(token: str, *, variant_id: int, quantity: int) -> None:
    """Set how many of a variant the cart holds; 0 takes it out. Raises OutOfStock (catalog), TooManyOfOne.

    Without a cart, or of a variant that is not in it, nothing happens.
    """
    cart = lock_cart(token)
    if cart is None or not CartLine.objects.filter(cart_id=cart.pk, variant_id=variant_id).exists():
        return
    if quantity <= 0:
        CartLine.objects.filter(cart_id=cart.pk, variant_id=variant_id).delete()
    else:
        _hold(cart.pk, variant_id, quantity)


def _hold(cart_id: int, variant_id: int, quantity: int) -> None:
    found = variants_for_sale([variant_id]).get(variant_id)
    if found is None or not found.is_active:
        raise VariantUnknown
    if not found.stock.can_sell(quantity):
        raise OutOfStock(found.title, variant_id=variant_id, left=found.stock.left or 0)
    if quantity > LARGEST_QUANTITY:
        raise TooManyOfOne(LARGEST_QUANTITY)
    CartLine.objects.update_or_create(cart_id=cart_id, variant_id=variant_id, defaults={"quantity": quantity})
