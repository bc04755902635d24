"""How a row's cells are read, and what is found wrong in them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shop.catalog.products_csv.errors import CellWrong
from shop.catalog.products_csv.rules import MOST_FINDINGS
from shop.catalog.products_csv.types import Fault, Finding

_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_SHOWN = 60


@dataclass(slots=True)
class Findings:
    """What was found about one product, up to a limit; the others are counted."""

    kept: list[Finding] = field(default_factory=list)
    left_out: int = 0
    broken: bool = False

    def add(self, finding: Finding) -> None:
        """Keep or count a finding."""
        self.broken = self.broken or not finding.is_warning
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(finding)
        else:
            self.left_out += 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, without the empty ones, and the line on which it begins."""

    line: int
    cells: Mapping[str, str]
    findings: Findings

    def note(self, column: str, fault: Fault, detail: str = "") -> None:
        """Say that a cell is wrong."""
        self.findings.add(Finding(self.line, column, fault, shown(self.cells.get(column, "")), detail))

    def has_any(self, columns: tuple[str, ...]) -> bool:
        """Say whether one of the columns is filled."""
        return any(column in self.cells for column in columns)

    def exact(self, column: str, longest: int) -> str:
        """Read a text as it is, spaces and line breaks too."""
        text = self.cells.get(column, "")
        if len(text) > longest:
            self.note(column, Fault.TOO_LONG, str(longest))
        return text

    def line_of_text(self, column: str, longest: int, default: str = "") -> str:
        """Read a text without the space around it."""
        return self.exact(column, longest).strip() or default

    def parsed[T, D](self, column: str, parse: Callable[[str], T], default: D) -> T | D:
        """Read a cell by a parser of the rules; empty and wrong ones give the default, wrong ones are noted."""
        text = self.cells.get(column, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except CellWrong as wrong:
            self.note(column, wrong.fault, wrong.detail)
        return default


def is_text(cell: str) -> bool:
    """Say whether a cell can be kept: no zero bytes, nothing that was not UTF-8."""
    return _NOT_TEXT.search(cell) is None


def shown(text: str) -> str:
    """Return the beginning of a cell for a sentence, without what cannot be printed."""
    beginning = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return "".join(each if each.isprintable() else "�" for each in beginning)
