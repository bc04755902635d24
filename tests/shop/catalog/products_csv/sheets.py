"""Small product CSVs for these tests: rows as mappings, read with euros unless said otherwise."""

import csv
import io
from collections.abc import Mapping

from shop.catalog.products_csv import columns
from shop.catalog.products_csv.reading import read_products
from shop.catalog.products_csv.types import CsvProduct, Fault, Finding, ReadProduct
from shop.catalog.products_csv.writing import write_products

type Cells = Mapping[str, str]

LAMP = {columns.HANDLE: "lamp", columns.TITLE: "Lamp", columns.PRICE: "18.90"}
ROD = {columns.HANDLE: "rod", columns.TITLE: "Rod", columns.PRICE: "7"}


def sheet(*rows: Cells, names: tuple[str, ...] = columns.ALWAYS_WRITTEN) -> bytes:
    """A file with these rows."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def read(content: bytes, *, exponent: int = 2) -> list[ReadProduct]:
    """Everything that reading makes of a file."""
    return list(read_products(io.BytesIO(content), exponent=exponent))


def product(*rows: Cells, exponent: int = 2) -> CsvProduct:
    """The one product of a file without faults."""
    [outcome] = read(sheet(*rows), exponent=exponent)
    assert outcome.product is not None, outcome.findings
    return outcome.product


def found(outcomes: list[ReadProduct]) -> list[Finding]:
    """All findings, in order."""
    return [finding for outcome in outcomes for finding in outcome.findings]


def places(outcomes: list[ReadProduct]) -> list[tuple[int, str, Fault]]:
    """Where what was found."""
    return [(finding.line, finding.column, finding.fault) for finding in found(outcomes)]


def written(*products: CsvProduct, exponent: int = 2, extra_columns: tuple[str, ...] = ()) -> str:
    """The file of these products."""
    file = io.StringIO(newline="")
    assert write_products(file, products, exponent=exponent, extra_columns=extra_columns) == len(products)
    return file.getvalue()
