"""Marks: where a page of a list ends, as a text for the address of the next one.

A list is paged by its sort value and the id, so a page costs the same however far it is, and rows that come or go
meanwhile shift nothing. A mark that nobody made here begins the list again.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Order:
    """A list's order: by a column (or annotation), then by id in the same direction."""

    column: str
    is_descending: bool = False

    def page[M: Model](self, rows: QuerySet[M], *, after: str, size: int) -> tuple[list[M], str]:
        """Return so many rows behind a mark, and the mark of the next page, empty at the end. One query."""
        sign = "-" if self.is_descending else ""
        found = list(_behind(rows, self, after).order_by(f"{sign}{self.column}", f"{sign}pk")[: size + 1])
        if len(found) <= size:
            return found, ""
        last = found[size - 1]
        return found[:size], _written([getattr(last, self.column), last.pk])


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
