"""Read a product CSV row by row: what is right becomes products, what is wrong findings with line and column."""

from collections.abc import Iterator
from typing import BinaryIO, TextIO

from shop.catalog import limits
from shop.catalog.products_csv import columns, rules
from shop.catalog.products_csv.cells import is_text, shown
from shop.catalog.products_csv.errors import CellWrong, FileUnreadable
from shop.catalog.products_csv.gathering import Gathering
from shop.catalog.products_csv.rows import RawRow, rows_of
from shop.catalog.products_csv.types import Fault, Finding, ReadProduct
from shop.csv_cells import original


class ProductsReading:
    """A file under way. Iterating yields a ReadProduct for each handle, once; raises FileUnreadable at its end point.

    `columns` are the file's, in Shopify's spelling; `findings` are warnings about them. Rows of one product stand
    together, as Shopify writes them: a handle that comes again later is refused there, the first one stays.
    Memory: one product, one row, and each handle with its line.
    """

    def __init__(self, file: BinaryIO | TextIO, *, exponent: int) -> None:
        self._rows = rows_of(file)
        self._exponent = exponent
        self._lines: dict[str, int] = {}
        header = next(self._rows, None)
        if header is None:
            raise FileUnreadable(Finding(1, "", Fault.EMPTY))
        self.columns = _columns_of(header)
        self._handle_place = self.columns.index(columns.HANDLE)
        self.findings = tuple(
            Finding(header.line, column, Fault.COLUMN_UNKNOWN)
            for column in self.columns
            if column and not columns.is_known(column)
        )

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """The columns that an export of the same products needs beyond the usual ones."""
        return tuple(column for column in self.columns if column and column not in columns.ALWAYS_WRITTEN)

    def __iter__(self) -> Iterator[ReadProduct]:
        gathering: Gathering | None = None
        for raw in self._rows:
            cell = self._handle_cell(raw)
            handle, wrong = _handle_of(cell)
            if gathering is None or handle != gathering.handle:
                if gathering is not None:
                    yield gathering.finish()
                gathering = self._begin(handle, raw.line)
                if wrong is None and cell != handle:
                    gathering.note(Finding(raw.line, columns.HANDLE, Fault.HANDLE_CHANGED, shown(cell), handle))
            if wrong is not None:
                gathering.note(Finding(raw.line, columns.HANDLE, wrong.fault, shown(cell), wrong.detail))
            self._add(gathering, raw)
        if gathering is not None:
            yield gathering.finish()

    def _begin(self, handle: str, line: int) -> Gathering:
        gathering = Gathering(handle, line=line, exponent=self._exponent)
        earlier = self._lines.setdefault(handle, line)
        if earlier != line and handle:
            gathering.lose_row(Finding(line, columns.HANDLE, Fault.HANDLE_AGAIN, shown(handle), str(earlier)))
        if len(self._lines) > rules.MOST_PRODUCTS:
            raise FileUnreadable(Finding(line, "", Fault.TOO_MANY_PRODUCTS, detail=str(rules.MOST_PRODUCTS)))
        return gathering

    def _handle_cell(self, raw: RawRow) -> str:
        """Return the handle's cell; of an unreadable row what stands there if its commas are counted."""
        cells = raw.begin.split(",", self._handle_place + 1) if raw.cells is None else raw.cells
        cell = cells[self._handle_place] if len(cells) > self._handle_place else ""
        return original(cell).strip(' "\r\n' if raw.cells is None else None)[: limits.LONGEST_TEXT]

    def _add(self, gathering: Gathering, raw: RawRow) -> None:
        if raw.cells is None:
            gathering.lose_row(Finding(raw.line, "", Fault.UNREADABLE, shown(raw.begin)))
            return
        count, wanted = len(raw.cells), len(self.columns)
        if count < wanted:
            gathering.lose_row(
                Finding(raw.line, "", Fault.CELLS_MISSING, shown(",".join(raw.cells)), f"{count}/{wanted}")
            )
            return
        beyond = [
            *raw.cells[wanted:],
            *(cell for column, cell in zip(self.columns, raw.cells, strict=False) if not column),
        ]
        left = next(filter(str.strip, beyond), None)
        if left is not None:
            gathering.lose_row(Finding(raw.line, "", Fault.CELLS_LEFT, shown(left), f"{count}/{wanted}"))
            return
        cells = zip(self.columns, raw.cells, strict=False)
        gathering.add(raw.line, {column: original(cell) for column, cell in cells if cell and not cell.isspace()})


def read_products(file: BinaryIO | TextIO, *, exponent: int) -> ProductsReading:
    """Open a product CSV. `exponent` is that of the currency its prices are in: 0, 2 or 3.

    A file of bytes is read as UTF-8, with or without a byte order mark; a text file was opened so, with newline="".
    Raises FileUnreadable if the header cannot be used.
    """
    return ProductsReading(file, exponent=exponent)


def _handle_of(cell: str) -> tuple[str, CellWrong | None]:
    """Return the handle, or the cell as it is and what is wrong with it."""
    if not cell:
        return "", CellWrong(Fault.REQUIRED)
    try:
        return rules.normal_handle(cell), None
    except CellWrong as wrong:
        return shown(cell), wrong


def _columns_of(header: RawRow) -> tuple[str, ...]:
    """Return the header's names in Shopify's spelling; raises FileUnreadable."""
    cells = header.cells if header.cells is not None else [header.begin]
    if not is_text("".join(cells)):
        raise FileUnreadable(Finding(header.line, "", Fault.NOT_UTF8))
    if len(cells) > rules.MOST_COLUMNS:
        raise FileUnreadable(Finding(header.line, "", Fault.TOO_MANY_COLUMNS, detail=str(rules.MOST_COLUMNS)))
    names = tuple(columns.known_name(original(cell).strip()) for cell in cells)
    if len(names) == 1 and any(sign in names[0] for sign in ";\t"):
        raise FileUnreadable(Finding(header.line, "", Fault.NOT_COMMAS, shown(names[0])))
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise FileUnreadable(Finding(header.line, name, Fault.COLUMN_TWICE))
    for name in columns.REQUIRED:
        if name not in names:
            raise FileUnreadable(Finding(header.line, name, Fault.NO_SUCH_COLUMN))
    return names
