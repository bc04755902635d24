"""Write products as Shopify's product CSV: what `read_products` reads from it is what was given, exactly.

Texts are made harmless for spreadsheets (see shop.csv_cells). Rows end with CR LF, as Shopify's do.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from shop.catalog.products_csv import columns
from shop.catalog.products_csv.errors import ColumnMissing
from shop.catalog.products_csv.rules import NO_OPTION, NO_OPTION_VALUE, price_text
from shop.catalog.products_csv.types import CsvPicture, CsvProduct, CsvVariant, Extras
from shop.csv_cells import harmless

type _Cells = dict[str, str]


def write_products(
    file: TextIO, products: Iterable[CsvProduct], *, exponent: int, extra_columns: Iterable[str] = ()
) -> int:
    """Write a header and the rows of each product as they come; return how many products it were.

    `exponent` is that of the shop's currency. Products may have extras in Shopify's usual columns and in those of
    `extra_columns`; another one raises ColumnMissing before any row of its product. The file is UTF-8 with newline="".
    """
    names = columns.in_order(extra_columns)
    writer = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
    writer.writerow({name: harmless(name) for name in names})
    known = frozenset(names)
    count = 0
    for product in products:
        rows = list(_rows(product, exponent))
        for column in dict.fromkeys(column for row in rows for column in row):
            if column not in known:
                raise ColumnMissing(product.handle, column)
        writer.writerows(rows)
        count += 1
    return count


def _rows(product: CsvProduct, exponent: int) -> Iterator[_Cells]:
    """Yield the product's rows: each variant with the next picture, then the pictures that are left.

    A picture with extras has a row of its own, where they cannot be taken for a variant's.
    """
    beside = iter([picture for picture in product.pictures if not picture.extras])
    first = _product_cells(product)
    for variant in product.variants:
        row = {columns.HANDLE: product.handle, **first, **_variant_cells(variant, exponent)}
        if not product.options:
            row[columns.OPTION_VALUES[0]] = NO_OPTION_VALUE
        picture = next(beside, None)
        yield row if picture is None else {**row, **_picture_cells(picture)}
        first = {}
    for picture in (*beside, *(each for each in product.pictures if each.extras)):
        yield {columns.HANDLE: product.handle, **_picture_cells(picture)}


def _product_cells(product: CsvProduct) -> _Cells:
    cells = {
        columns.TITLE: harmless(product.title),
        columns.BODY: harmless(product.body_html),
        columns.VENDOR: harmless(product.vendor),
        columns.TYPE: harmless(product.type),
        columns.TAGS: harmless(", ".join(product.tags)),
        columns.PUBLISHED: _flag(product.published),
        columns.GIFT_CARD: _flag(product.gift_card),
        columns.SEO_TITLE: harmless(product.seo_title),
        columns.SEO_DESCRIPTION: harmless(product.seo_description),
        columns.STATUS: product.status.value,
        **_extra_cells(product.extras),
    }
    names = product.options or (NO_OPTION,)
    return cells | {column: harmless(name) for column, name in zip(columns.OPTION_NAMES, names, strict=False)}


def _variant_cells(variant: CsvVariant, exponent: int) -> _Cells:
    cells = {
        columns.SKU: harmless(variant.sku),
        columns.BARCODE: harmless(variant.barcode),
        columns.GRAMS: str(variant.grams),
        columns.WEIGHT_UNIT: variant.weight_unit.value,
        columns.TRACKER: harmless(variant.tracker),
        columns.QUANTITY: "" if variant.quantity is None else str(variant.quantity),
        columns.POLICY: variant.policy.value,
        columns.FULFILLMENT_SERVICE: harmless(variant.fulfillment_service),
        columns.PRICE: price_text(variant.price_minor, exponent),
        columns.COMPARE_AT: _price(variant.compare_at_minor, exponent),
        columns.COST: _price(variant.cost_minor, exponent),
        columns.REQUIRES_SHIPPING: _flag(variant.requires_shipping),
        columns.TAXABLE: _flag(variant.taxable),
        columns.TAX_CODE: harmless(variant.tax_code),
        columns.VARIANT_PICTURE: harmless(variant.picture_src),
        **_extra_cells(variant.extras),
    }
    return cells | {
        column: harmless(value) for column, value in zip(columns.OPTION_VALUES, variant.options, strict=False)
    }


def _picture_cells(picture: CsvPicture) -> _Cells:
    return {
        columns.PICTURE_SRC: harmless(picture.src),
        columns.PICTURE_POSITION: str(picture.position),
        columns.PICTURE_ALT: harmless(picture.alt),
        **_extra_cells(picture.extras),
    }


def _extra_cells(extras: Extras) -> _Cells:
    return {column: harmless(text) for column, text in extras}


def _price(minor: int | None, exponent: int) -> str:
    return "" if minor is None else price_text(minor, exponent)


def _flag(value: bool) -> str:  # noqa: FBT001 (the value is what is written)
    return "true" if value else "false"
