"""Marks: where a page of a list begins or ends, as a text for the address of its neighbour.

A list is paged by its sort value and the id, so a page costs the same however far it is, and rows that come or go
meanwhile shift nothing. A mark that nobody made here begins the list again.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Paged[M: Model]:
    """Rows of one page. `after` is the mark of the next one, `before` of the one before it; empty without one."""

    rows: list[M]
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: by a column (or annotation), then by id in the same direction."""

    column: str
    is_descending: bool = False

    def page[M: Model](self, rows: QuerySet[M], *, after: str = "", before: str = "", size: int) -> Paged[M]:
        """Return so many rows behind a mark, or before one, with the marks of the neighbours. One query."""
        if _read(before) is not None:
            back = Order(self.column, is_descending=not self.is_descending)
            found = back._rows(rows, before, size)
            shown = found[:size][::-1]
            return Paged(shown, self._mark(shown, -1), self._mark(shown, 0) if len(found) > size else "")
        found = self._rows(rows, after, size)
        shown = found[:size]
        is_first = _read(after) is None
        return Paged(
            shown, self._mark(shown, -1) if len(found) > size else "", "" if is_first else self._mark(shown, 0)
        )

    def _rows[M: Model](self, rows: QuerySet[M], mark: str, size: int) -> list[M]:
        sign = "-" if self.is_descending else ""
        return list(_behind(rows, self, mark).order_by(f"{sign}{self.column}", f"{sign}pk")[: size + 1])

    def _mark[M: Model](self, shown: list[M], place: int) -> str:
        return _written([getattr(shown[place], self.column), shown[place].pk]) if shown else ""


def _behind[M: Model](rows: QuerySet[M], order: Order, mark: str) -> QuerySet[M]:
    place = _read(mark)
    if place is None:
        return rows
    value, pk = place
    beyond = "lt" if order.is_descending else "gt"
    if order.column == "pk":
        return rows.filter(**{f"pk__{beyond}": pk})
    return rows.filter(
        Q(**{f"{order.column}__{beyond}": value}) | Q(**{order.column: value, f"pk__{beyond}": pk}),
    )


def _written(place: list[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read(mark: str) -> tuple[str | int, int] | None:
    try:
        place = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError):
        return None
    match place:
        case [str() | int() as value, int() as pk]:
            return value, pk
    return None
