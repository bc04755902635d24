"""An export: all products of the shop into a CSV."""

from typing import TextIO

from shop.catalog.products_csv.writing import write_products
from shop.catalog.selectors.export import exported_columns, exported_products
from shop.catalog.selectors.settings import shop_settings
from shop.money import exponent_of


def export_products(file: TextIO) -> int:
    """Write all products in the order in which they were made; return how many. The file is UTF-8 with newline="".

    Raises ColumnMissing (products_csv) when somebody imported a new column meanwhile.
    """
    exponent = exponent_of(shop_settings().currency)
    return write_products(file, exported_products(), exponent=exponent, extra_columns=exported_columns())
