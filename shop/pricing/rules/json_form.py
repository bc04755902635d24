"""Snapshots and quotes as plain JSON, and back to equal values: stored with a sale, they can be looked at again.

The form follows the types: each dataclass an object of its fields, enums by value, moments in ISO 8601 with offset,
sets sorted. `form` is its number: it goes up when a field changes its meaning, and an unknown one is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from shop.pricing.errors import SnapshotWrong
from shop.pricing.types import Quote, Snapshot

FORM = 1

type Json = dict[str, Any]


def snapshot_as_json(snapshot: Snapshot) -> Json:
    """Return a snapshot as plain JSON values."""
    return {"form": FORM, **_written(snapshot)}


def snapshot_from_json(stored: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that was stored; raises SnapshotWrong if this is none."""
    return _stored(Snapshot, stored)


def quote_as_json(quote: Quote) -> Json:
    """Return a quote as plain JSON values. Sums are not in it: they follow from its parts."""
    return {"form": FORM, **_written(quote)}


def quote_from_json(stored: Mapping[str, Any]) -> Quote:
    """Return the quote that was stored; raises SnapshotWrong if this is none."""
    return _stored(Quote, stored)


def _stored[T](kind: type[T], stored: Mapping[str, Any]) -> T:
    if stored.get("form") != FORM:
        raise SnapshotWrong(f"Form {stored.get('form')!r} of a {kind.__name__} is unknown.")
    try:
        read: Callable[[Json], T] = _reader(kind)  # type: ignore[arg-type]
        return read({name: value for name, value in stored.items() if name != "form"})
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise SnapshotWrong(f"This is no stored {kind.__name__}: {error}") from error


def _written(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [_written(each) for each in value]
    if names := _names(kind):
        return {name: _written(getattr(value, name)) for name in names}
    if kind is frozenset:
        return sorted(_written(each) for each in value)
    return value.isoformat() if kind is datetime else value.value


_PLAIN = frozenset({int, str, bool, NoneType})


@lru_cache(maxsize=128)
def _names(kind: Any) -> tuple[str, ...]:
    """Return the names of a dataclass's fields; nothing for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


@lru_cache(maxsize=128)
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of this type from its JSON form."""
    if get_origin(kind) is UnionType:
        [inner] = [each for each in get_args(kind) if each is not NoneType]
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(kind) in {tuple, frozenset}:
        container, read_each = get_origin(kind), _reader(get_args(kind)[0])
        return lambda value: container(read_each(each) for each in value)
    if is_dataclass(kind):
        return _reader_of_fields(kind)
    if kind is datetime:
        return datetime.fromisoformat
    return kind if issubclass(kind, StrEnum) else _exactly(kind)


def _reader_of_fields(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(value: Mapping[str, Any]) -> Any:
        if value.keys() != readers.keys():
            raise SnapshotWrong(f"Fields of a {kind.__name__} are missing or unknown.")
        return kind(**{name: read_one(value[name]) for name, read_one in readers.items()})

    return read


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise SnapshotWrong(f"{value!r} is no {kind.__name__}.")
        return value

    return read
