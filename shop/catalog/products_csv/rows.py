"""A file as rows of cells, in bounded memory: at most LONGEST_ROW characters are held at a time.

A row that is no CSV is given up alone: the lines after its first are read again as rows of their own, so that a quote
that nothing closes costs one row and not the rest of the file.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from shop.catalog.products_csv.errors import FileUnreadable
from shop.catalog.products_csv.rules import LONGEST_ROW, MOST_UNREADABLE_ROWS
from shop.catalog.products_csv.types import Fault, Finding

# The parser's own limit is one of the process and lower (131,072): a cell between the two is to be a finding about its
# product, not the end of the file.
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))

_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")
"""Its byte order marks, decoded as the lines are."""

_ZIP = "PK\x03\x04"


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells as they stand. `cells` is None if the row is unreadable; then `begin` is its first line's beginning."""

    line: int
    cells: list[str] | None
    begin: str = ""


class _Lines:
    """The file's lines for the parser, with the lines of the row under way kept to be read again."""

    def __init__(self, file: BinaryIO | TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._of_row: list[str] = []
        self._length = 0
        self._cut = False
        self.row_line = 1
        self.first = self._decoded_first()
        if self.first:
            self._again.append(self.first)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._line()
        if not line:
            raise StopIteration
        self._of_row.append(line)
        self._length += len(line)
        if self._cut or self._length > LONGEST_ROW:
            self._cut = False
            raise csv.Error("the row is too long")
        return line

    def row_done(self) -> None:
        """Forget the lines of the row: it was read."""
        self.row_line += len(self._of_row)
        self._of_row, self._length = [], 0

    def give_up_row(self) -> str:
        """Return the row's first line; the others will be read again."""
        first, *others = self._of_row
        self._again.extendleft(reversed(others))
        self._of_row = [first]
        self.row_done()
        return first

    def _line(self) -> str:
        try:
            line = self._file.readline(LONGEST_ROW + 1)
            if len(line) > LONGEST_ROW:
                self._cut = True
                self._skip_line(line)
        except UnicodeDecodeError:  # a text file that was opened as strict
            raise FileUnreadable(Finding(self.row_line + len(self._of_row), "", Fault.NOT_UTF8)) from None
        return line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")

    def _skip_line(self, chunk: str | bytes) -> None:
        while chunk and chunk[-1:] not in {"\n", b"\n"}:
            chunk = self._file.readline(LONGEST_ROW)

    def _decoded_first(self) -> str:
        line = self._line()
        if line.startswith(_ZIP):
            raise FileUnreadable(Finding(1, "", Fault.WORKBOOK))
        if line.startswith(_UTF16) or "\x00" in line:
            raise FileUnreadable(Finding(1, "", Fault.NOT_UTF8))
        return line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def rows_of(file: BinaryIO | TextIO) -> Iterator[RawRow]:
    """Yield the rows that are not empty. Bytes are read as UTF-8; a text file is opened with newline="" and UTF-8.

    Bytes that are not UTF-8 become lone surrogates, which no cell may hold: so they are found with their column.
    """
    lines = _Lines(file)
    parser = csv.reader(lines, strict=True)
    unreadable = 0
    while True:
        line = lines.row_line
        try:
            cells = next(parser)
        except StopIteration:
            return
        except csv.Error:
            unreadable += 1
            if unreadable > MOST_UNREADABLE_ROWS:
                detail = str(MOST_UNREADABLE_ROWS)
                raise FileUnreadable(Finding(line, "", Fault.TOO_MANY_UNREADABLE, detail=detail)) from None
            yield RawRow(line, None, lines.give_up_row()[:LONGEST_ROW])
            continue
        lines.row_done()
        if any(cells):
            yield RawRow(line, cells)
