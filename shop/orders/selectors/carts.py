"""Reads of carts."""

from shop.catalog.api import shop_settings, variants_for_sale
from shop.money import Money, total
from shop.orders.models import CartLine as CartLineRow
from shop.orders.types import Cart, CartLine


def cart_of(token: str | None) -> Cart:
    """Return the buyer's cart at the prices of this moment, an empty one when there is none.

    Three queries: lines, settings, variants; two for an empty cart, one without a token.
    """
    rows = CartLineRow.objects.filter(cart__token=token).order_by("pk") if token else ()
    held = {row.variant_id: row.quantity for row in rows}
    if not held:
        return Cart(lines=(), total=Money(0, shop_settings().currency))
    found = variants_for_sale(held)
    lines = tuple(
        CartLine(
            variant_id=variant_id,
            handle=found[variant_id].handle,
            title=found[variant_id].title,
            picture_key=found[variant_id].picture_key,
            quantity=quantity,
            price=found[variant_id].price,
            left=found[variant_id].left,
            is_active=found[variant_id].is_active,
        )
        for variant_id, quantity in held.items()
    )
    return Cart(lines=lines, total=total((line.sum for line in lines), lines[0].price.currency))


def cart_quantity(token: str | None) -> int:
    """Return how many things are in the buyer's cart, for the badge. One query; none without a token."""
    if not token:
        return 0
    return sum(CartLineRow.objects.filter(cart__token=token).values_list("quantity", flat=True))
