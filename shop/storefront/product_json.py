"""A product as theme developers know it: the shape of Shopify's product JSON.

Amounts are texts in major units, as there (https://shopify.dev/docs/api/ajax/reference/product). What only staff may
see, costs and exact stock, is left out.
"""

from typing import Any

from shop.catalog.types import Picture, Product, Variant
from shop.money import Money
from shop.pages.html import safe_html
from shop.pages.pictures import picture_src


def product_json(product: Product) -> dict[str, Any]:
    """Return what `/products/<handle>.json` answers."""
    return {
        "product": {
            "id": product.id,
            "title": product.title,
            "handle": product.handle,
            "body_html": safe_html(product.description),
            "vendor": product.vendor,
            "product_type": product.product_type,
            "created_at": product.created_at.isoformat(timespec="seconds"),
            "tags": ", ".join(product.tags),
            "variants": [_variant(product, position, each) for position, each in enumerate(product.variants, 1)],
            "options": [
                {"name": name, "position": position, "values": list(values)}
                for position, (name, values) in enumerate(product.options, 1)
            ],
            "images": [_image(product.handle, each) for each in product.pictures if each.has_file],
            "image": {"src": picture_src(product.handle, product.picture_key)},
        }
    }


def _variant(product: Product, position: int, variant: Variant) -> dict[str, Any]:
    options = (*variant.options, None, None, None)
    return {
        "id": variant.id,
        "product_id": product.id,
        "title": variant.title or "Default Title",
        "price": _amount(variant.price),
        "compare_at_price": _amount(variant.compare_at) if variant.compare_at is not None else None,
        "sku": variant.sku,
        "position": position,
        "option1": options[0],
        "option2": options[1],
        "option3": options[2],
        "taxable": variant.is_taxable,
        "barcode": variant.barcode,
        "grams": variant.grams,
        "requires_shipping": variant.requires_shipping,
        "available": not variant.is_sold_out,
        "price_currency": variant.price.currency,
    }


def _image(handle: str, picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.id,
        "src": picture_src(handle, picture.key),
        "position": picture.position,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
    }


def _amount(money: Money) -> str:
    return str(money.amount)
