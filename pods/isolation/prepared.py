"""Reads of shop-owned rows that are compiled once in a process, for what every sale or every page asks.

Django compiles a query each time it runs, which costs several times the CPU of sending it and reading a short answer.
Here a query is compiled once, for a shop that cannot exist; each run puts the current shop's id into its place and
sends the statement through guard and fence like any other.
"""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections
from django.db.models import Expression, QuerySet
from django.db.models.query import ValuesListIterable
from django.db.transaction import TransactionManagementError

from pods.db.current import current_database, current_shop_id, shop_selected

type SlotValue = int | str | Collection[int] | Collection[str]

NO_SHOP = -0x706F6469756D
"""The id of the shop that reads are compiled for. No shop has a negative id, and no query compares with this one."""


class Slot(Expression):
    """A value that is known when the read runs, never None. As the right side of `__in` it stands for a collection."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a placeholder with the slot itself as its value."""
        return "%s", (self,)


@dataclass(frozen=True, slots=True)
class _NoShop:
    database: str
    pk: int | None = NO_SHOP
    schema_name: str = "no-shop"
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A query with its compiler, and its statement cut at the placeholders with what goes into each.

    `gives_tuples`: of values_list(), so that there is nothing left to make of a row but to convert it.
    """

    read: Any
    compiler: Any
    pieces: tuple[str, ...]
    values: tuple[Any, ...]
    converters: dict[int, Any]
    gives_tuples: bool

    def run(self, shop_id: int, slots: Mapping[str, SlotValue]) -> list[Any]:
        """Let Django's own queryset run the statement and make its results, without compiling anything."""
        connection = connections[self.read.db]
        if self.read.query.select_for_update and not connection.in_atomic_block:
            raise TransactionManagementError("A lock is taken inside a transaction.")
        compiler = copy(self.compiler)
        compiler.connection = connection
        if self.gives_tuples:
            with connection.cursor() as cursor:
                cursor.execute(*self._filled(shop_id, slots))
                found = cursor.fetchall()
            return list(map(tuple, compiler.apply_converters(found, self.converters)))
        compiler.as_sql = partial(self._filled, shop_id, slots)
        read = self.read.all()
        read.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(read)

    def _filled(self, shop_id: int, slots: Mapping[str, SlotValue]) -> tuple[str, tuple[int | str, ...]]:
        """Put in the shop's id and the slots' values; a collection takes as many placeholders as it has values."""
        parts, params = [self.pieces[0]], list[int | str]()
        for value, piece in zip(self.values, self.pieces[1:], strict=True):
            if isinstance(value, Slot):
                given = slots[value.name]
                many = [given] if isinstance(given, int | str) else [*given]
                if not many:
                    raise ValueError(f"There is nothing in {value.name}: ask whether there is before you read.")
                params += many
                parts.append(", ".join(["%s"] * len(many)))
            else:
                params.append(shop_id if value == NO_SHOP else value)
                parts.append("%s")
            parts.append(piece)
        return "".join(parts), tuple(params)


class Prepared[R]:
    """A read that a function builds, with Slots for what differs from run to run."""

    def __init__(self, build: Callable[[], QuerySet[Any, R]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, **slots: SlotValue) -> list[R]:
        """Return the current shop's rows. One query.

        Raises ValueError for a collection without values, TransactionManagementError for a lock outside a
        transaction, and what any statement on shop-owned rows raises.
        """
        shop_id, alias = current_shop_id(), current_database()
        if alias not in self._compiled:
            self._compiled[alias] = _compiled(self._build, alias)
        return self._compiled[alias].run(shop_id, slots)

    def first(self, **slots: SlotValue) -> R | None:
        """Return the first row, None when there is none. One query, which should not find many."""
        found = self.rows(**slots)
        return found[0] if found else None


def _compiled(build: Callable[[], QuerySet[Any, Any]], alias: str) -> _Compiled:
    with shop_selected(_NoShop(alias)):
        read: Any = build()
        compiler = read.query.get_compiler(using=alias)
        sql, values = compiler.as_sql()
    if "%%" in sql or NO_SHOP not in values:
        raise TypeError(f"Only a read of shop-owned rows without a percent sign can be prepared: {sql}")
    columns = [column for column, _sql, _alias in compiler.select]
    converters = compiler.get_converters(columns)
    compiler.get_converters = lambda _columns: converters
    gives_tuples = read._iterable_class is ValuesListIterable
    return _Compiled(read.using(alias), compiler, tuple(sql.split("%s")), tuple(values), converters, gives_tuples)
