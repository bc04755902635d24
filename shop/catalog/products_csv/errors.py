"""What ends the reading or writing of a product CSV.

ProductsCsvError
├── FileUnreadable
├── CellWrong
└── ColumnMissing
"""

from shop.catalog.products_csv.types import Fault, Finding


class ProductsCsvError(Exception):
    """The product CSV cannot be used."""


class FileUnreadable(ProductsCsvError):
    """Nothing after this place can be understood. `finding` says where and why; its sentence is for people."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"line {finding.line}: {finding.fault.value}")
        self.finding = finding


class CellWrong(ProductsCsvError):
    """A cell does not hold what its column asks for. Never leaves reading: it becomes a finding."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


class ColumnMissing(ProductsCsvError):
    """The product has a cell for which the file has no column: it would be lost."""

    def __init__(self, handle: str, column: str) -> None:
        super().__init__(f"{handle}: the file has no column {column!r}. Give it to write_products as an extra column.")
        self.handle, self.column = handle, column
