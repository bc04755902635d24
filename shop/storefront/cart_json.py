"""The cart as theme developers know it: the shape of Shopify's Ajax API, amounts in minor units.

Source: https://shopify.dev/docs/api/ajax/reference/cart. The token is the buyer's secret and left out.
"""

from typing import Any

from django.urls import reverse

from shop.orders.types import Cart, CartLine
from shop.pages.pictures import picture_src


def cart_json(cart: Cart) -> dict[str, Any]:
    """Return what `/cart.js` answers."""
    return {
        "item_count": cart.quantity,
        "items": [line_json(each) for each in cart.lines],
        "total_price": cart.total.minor,
        "original_total_price": cart.total.minor,
        "currency": cart.total.currency,
    }


def line_json(line: CartLine) -> dict[str, Any]:
    """Return one line, as `/cart/add.js` answers it."""
    return {
        "id": line.variant_id,
        "variant_id": line.variant_id,
        "key": str(line.variant_id),
        "quantity": line.quantity,
        "title": line.title,
        "price": line.price.minor,
        "line_price": line.sum.minor,
        "handle": line.handle,
        "url": f"{reverse('storefront:product', args=[line.handle])}?variant={line.variant_id}",
        "image": picture_src(line.handle, line.picture_key),
    }
