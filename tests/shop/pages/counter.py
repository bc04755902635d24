"""What staff does while a buyer looks at a page."""

from dataclasses import replace

from pods.routing.actor import acting_as
from shop.catalog import api as catalog
from shop.catalog.types import Product, ProductFields
from shop.inventory import api as inventory
from tests.shop.selling import STAFF


def take_from_stock(product: Product, count: int) -> None:
    """Take some off the shelf."""
    with acting_as(STAFF):
        inventory.adjust_stock(product.variant_id, change=-count, reason="breakage")


def change_price(product: Product, price_minor: int) -> None:
    """Save the product with another price."""
    fields = ProductFields.of(product)
    variants = tuple(replace(each, price_minor=price_minor) for each in fields.variants)
    with acting_as(STAFF):
        catalog.edit_product(product.id, replace(fields, variants=variants), version=product.version)
