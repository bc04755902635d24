"""What a product CSV says as columns of our tables. Nothing is read or written here."""

from collections.abc import Mapping
from typing import Any

from shop.catalog.products_csv.types import CsvPicture, CsvProduct, CsvVariant, InventoryPolicy
from shop.catalog.rules import combination_of

type Columns = Mapping[str, Any]


def product_columns(product: CsvProduct) -> Columns:
    """Return a product's columns, without its handle."""
    return {
        "title": product.title,
        "description": product.body_html,
        "state": product.status.value,
        "is_published": product.published,
        "vendor": product.vendor,
        "product_type": product.type,
        "option_names": list(product.options),
        "is_gift_card": product.gift_card,
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        "lowest_price_minor": min(each.price_minor for each in product.variants),
        "extras": dict(product.extras),
    }


def variant_columns(variant: CsvVariant, *, place: int, picture_id: int | None) -> Columns:
    """Return a variant's columns. Its stock is inventory's."""
    values = (*variant.options, "", "", "")
    return {
        "position": place,
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "combination": combination_of(variant.options),
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price_minor": variant.price_minor,
        "compare_at_minor": variant.compare_at_minor,
        "cost_minor": variant.cost_minor,
        "grams": variant.grams,
        "weight_unit": variant.weight_unit.value,
        "requires_shipping": variant.requires_shipping,
        "is_taxable": variant.taxable,
        "tax_code": variant.tax_code,
        "fulfillment_service": variant.fulfillment_service,
        **({"tracker": variant.tracker, "uncounted": None} if is_tracked(variant) else {"uncounted": variant.quantity}),
        "picture_id": picture_id,
        "extras": dict(variant.extras),
    }


def picture_columns(picture: CsvPicture) -> Columns:
    """Return the columns of a picture that stands with its product."""
    return {
        "position": picture.position,
        "alt": picture.alt,
        "is_listed": True,
        "extras": dict(picture.extras),
    }


def is_tracked(variant: CsvVariant) -> bool:
    """Say whether the file has somebody count the variant."""
    return bool(variant.tracker)


def may_oversell(variant: CsvVariant) -> bool:
    """Say whether selling goes on when nothing is left."""
    return variant.policy is InventoryPolicy.CONTINUE


def differing(row: Any, columns: Columns) -> dict[str, Any]:
    """Return the columns in which a row is not what it should be."""
    return {name: value for name, value in columns.items() if getattr(row, name) != value}
