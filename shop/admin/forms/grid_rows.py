"""Rows that are added to a grid before anything is saved: an empty one, or one for each combination of options."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from shop.admin.forms.fields import is_id
from shop.admin.forms.products import GRID, OPTIONS, VALUES, VariantForm
from shop.catalog.api import limits

type Row = dict[str, Any]


def typed_rows(data: Mapping[str, Any]) -> list[Row]:
    """Return the grid's rows just as they were typed, those that are to go too."""
    typed = str(data.get(f"{GRID}-TOTAL_FORMS", ""))
    count = min(int(typed), limits.MOST_VARIANTS) if is_id(typed) else 0
    names = [*VariantForm.base_fields, "DELETE"]
    return [{name: data.get(f"{GRID}-{place}-{name}", "") for name in names} for place in range(count)]


def with_empty_row(rows: list[Row]) -> list[Row]:
    """Add a row like the last one, without its options and codes."""
    return [*rows, _like(rows, {})][: limits.MOST_VARIANTS]


def with_combinations(rows: list[Row], data: Mapping[str, Any]) -> list[Row]:
    """Add a row for each combination of the options' values that has none; rows without options take the first ones."""
    named = [
        (option, _values(data.get(values, "")))
        for option, values in zip(OPTIONS, VALUES, strict=True)
        if str(data.get(option, "")).strip()
    ]
    if not named or not all(values for _option, values in named):
        return rows
    names = [option for option, _values_ in named]
    present = {_folded(row, names) for row in rows}
    free = [row for row in rows if not any(_folded(row, names))]
    made = [row for row in rows if any(_folded(row, names))]
    for values in product(*(values for _option, values in named)):
        if tuple(each.casefold() for each in values) not in present:
            given = dict(zip(names, values, strict=True))
            made.append({**free.pop(0), **given} if free else _like(rows, given))
        if len(made) >= limits.MOST_VARIANTS:
            break
    return made


def _values(typed: Any) -> list[str]:
    words = [each.strip() for each in str(typed).split(",") if each.strip()]
    found: dict[str, str] = {}
    for each in words:
        found.setdefault(each.casefold(), each)
    return list(found.values())[: limits.MOST_VARIANTS]


def _folded(row: Row, names: list[str]) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "").strip().casefold() for name in names)


def _like(rows: list[Row], given: Row) -> Row:
    last = rows[-1] if rows else {"requires_shipping": True, "is_taxable": True}
    alike = ("price", "compare_at", "cost", "grams", "requires_shipping", "is_taxable")
    return {**{name: last.get(name, "") for name in alike}, **given}
