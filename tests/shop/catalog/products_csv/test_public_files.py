"""Shopify's own sample catalogs are read and written exactly."""

import csv
import io
from decimal import Decimal

import pytest

from shop.catalog.products_csv import columns
from shop.catalog.products_csv.reading import read_products
from shop.catalog.products_csv.types import CsvProduct
from shop.catalog.products_csv.writing import write_products
from tests.shop.catalog import samples

COUNTS = {"apparel.csv": (20, 22, 20), "home-and-garden.csv": (20, 21, 21), "jewelery.csv": (20, 23, 41)}
NUMBERS = frozenset({columns.PRICE, columns.COMPARE_AT})

pytestmark = samples.needed


def _read(content: bytes) -> tuple[CsvProduct, ...]:
    outcomes = list(read_products(io.BytesIO(content), exponent=2))
    assert not [finding for outcome in outcomes for finding in outcome.findings]
    return tuple(outcome.product for outcome in outcomes if outcome.product is not None)


def _write(products: tuple[CsvProduct, ...]) -> bytes:
    file = io.StringIO(newline="")
    write_products(file, products, exponent=2)
    return file.getvalue().encode()


def _cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _same(column: str, cell: str, again: str) -> bool:
    if column in NUMBERS and cell:
        return Decimal(cell) == Decimal(again)
    # A position that the source leaves out is counted.
    return cell == again or (column == columns.PICTURE_POSITION and not cell)


@pytest.mark.parametrize("name", COUNTS)
def test_a_public_file_is_read_exactly(name: str) -> None:
    products = _read((samples.FOLDER / name).read_bytes())
    variants = sum(len(product.variants) for product in products)
    pictures = sum(len(product.pictures) for product in products)
    assert (len(products), variants, pictures) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_a_public_file_survives_the_round_trip_cell_by_cell(name: str) -> None:
    source = (samples.FOLDER / name).read_bytes()
    products = _read(source)
    again = _write(products)
    assert _read(again) == products
    assert _write(_read(again)) == again
    rows, rows_again = _cells(source), _cells(again)
    assert [column for column in rows_again[0] if column in rows[0]] == list(rows[0])
    assert len(rows) == len(rows_again)
    different = [
        (row[columns.HANDLE], column, cell, other[column])
        for row, other in zip(rows, rows_again, strict=True)
        for column, cell in row.items()
        if not _same(column, cell, other[column])
    ]
    assert different == []
