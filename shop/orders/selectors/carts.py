"""Reads of carts."""

from collections.abc import Mapping

from pods.isolation.prepared import Prepared, Slot
from shop.catalog.api import shop_settings, variants_for_sale
from shop.catalog.types import ForSale
from shop.money import Money, total
from shop.orders.models import CartCode
from shop.orders.models import CartLine as CartLineRow
from shop.orders.types import Cart, CartLine

_lines = Prepared(
    lambda: CartLineRow.objects.filter(cart__token=Slot("token")).order_by("pk").values_list("variant_id", "quantity")
)
_codes = Prepared(lambda: CartCode.objects.filter(cart__token=Slot("token")).order_by("pk").values_list("code"))


def cart_of(token: str | None) -> Cart:
    """Return the buyer's cart at the prices of this moment, an empty one when there is none.

    As many queries as variants_for_sale() has and one for the lines; two for an empty cart, one without a token.
    """
    held = quantities_of(token)
    if not held:
        return empty_cart(shop_settings().currency)
    return cart_with(held, variants_for_sale(held))


def quantities_of(token: str | None) -> dict[int, int]:
    """Return how many of each variant a cart holds, in the order they were picked. One query; none without a token."""
    if not token:
        return {}
    return dict(_lines.rows(token=token))


def codes_of(token: str | None) -> tuple[str, ...]:
    """Return the discount codes of a cart, in the order they were typed. One query; none without a token."""
    if not token:
        return ()
    return tuple(code for (code,) in _codes.rows(token=token))


def empty_cart(currency: str) -> Cart:
    """Return the cart of somebody who has none."""
    return Cart(lines=(), total=Money(0, currency))


def cart_with(held: Mapping[int, int], found: Mapping[int, ForSale]) -> Cart:
    """Return a cart of these quantities. No query."""
    lines = tuple(_line(found[variant_id], quantity) for variant_id, quantity in held.items())
    return Cart(lines=lines, total=total((line.sum for line in lines), lines[0].price.currency))


def cart_quantity(token: str | None) -> int:
    """Return how many things are in the buyer's cart, for the badge. One query; none without a token."""
    return sum(quantities_of(token).values())


def _line(sold: ForSale, quantity: int) -> CartLine:
    return CartLine(
        variant_id=sold.variant_id,
        product_id=sold.product_id,
        handle=sold.handle,
        title=sold.title,
        variant_title=sold.variant_title,
        sku=sold.sku,
        vendor=sold.vendor,
        picture_key=sold.picture_key,
        quantity=quantity,
        price=sold.price,
        grams=sold.grams,
        requires_shipping=sold.requires_shipping,
        left=sold.left,
        is_active=sold.is_active,
    )
