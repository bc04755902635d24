"""An import from file to rows: read, batch by batch one service each, and count what became of it.

Memory holds one batch. Killed in between, the batches before are in; run again, they are found unchanged.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from shop.catalog.products_csv.reading import ProductsReading, read_products
from shop.catalog.products_csv.types import CsvProduct, Finding, ReadProduct
from shop.catalog.selectors.products import known_handles
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.services.importing import BATCH, BATCH_VARIANTS, import_batch
from shop.money import exponent_of


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `broken` are products that were left out; findings are counted beyond those shown."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    broken: int = 0
    findings_left_out: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many products were read, broken ones too."""
        return self.created + self.changed + self.unchanged + self.broken


MOST_FINDINGS_KEPT = 1_000
"""Findings that a report holds; further ones are counted."""

type Told = Callable[[ImportReport], None]


def check_file(file: BinaryIO) -> ImportReport:
    """Read a whole file and say what is wrong with it; nothing is written. Raises FileUnreadable."""
    report = ImportReport()
    reading = _open(file)
    report.findings += reading.findings
    for outcome in reading:
        _note(report, outcome)
        report.unchanged += outcome.product is not None
    return report


def plan_import(file: BinaryIO, *, told: Told) -> ImportReport:
    """Read a whole file and say what an import would do; nothing is written. Raises FileUnreadable.

    Products that are there count as changed: what differs is seen when it is written. One query a batch.
    """

    def plan(products: tuple[CsvProduct, ...], report: ImportReport) -> None:
        known = known_handles([each.handle for each in products])
        report.changed += len(known)
        report.created += len(products) - len(known)

    return _run(file, plan, told=told)


def import_file(file: BinaryIO, *, told: Told) -> ImportReport:
    """Import what is right of a file; needs products.edit. `told` is called after each batch.

    Raises FileUnreadable where nothing more can be understood: the batches before are in.
    """

    def write(products: tuple[CsvProduct, ...], report: ImportReport) -> None:
        result = import_batch(products)
        report.created += result.created
        report.changed += result.changed
        report.unchanged += result.unchanged

    return _run(file, write, told=told)


def _run(file: BinaryIO, work: Callable[[tuple[CsvProduct, ...], ImportReport], None], *, told: Told) -> ImportReport:
    report = ImportReport()
    reading = _open(file)
    report.findings += reading.findings
    for batch in _batches(_right(reading, report)):
        work(batch, report)
        told(report)
    return report


def _batches(products: Iterable[CsvProduct]) -> Iterator[tuple[CsvProduct, ...]]:
    """Yield so many products at a time as one transaction may write."""
    batch: list[CsvProduct] = []
    variants = 0
    for product in products:
        if batch and (len(batch) == BATCH or variants + len(product.variants) > BATCH_VARIANTS):
            yield tuple(batch)
            batch, variants = [], 0
        batch.append(product)
        variants += len(product.variants)
    if batch:
        yield tuple(batch)


def _right(outcomes: Iterable[ReadProduct], report: ImportReport) -> Iterator[CsvProduct]:
    for outcome in outcomes:
        _note(report, outcome)
        if outcome.product is not None:
            yield outcome.product


def _note(report: ImportReport, outcome: ReadProduct) -> None:
    report.broken += outcome.product is None
    room = MOST_FINDINGS_KEPT - len(report.findings)
    report.findings += outcome.findings[:room]
    report.findings_left_out += outcome.left_out + max(0, len(outcome.findings) - room)


def _open(file: BinaryIO) -> ProductsReading:
    return read_products(file, exponent=exponent_of(shop_settings().currency))
