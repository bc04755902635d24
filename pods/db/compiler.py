"""Binds every ORM statement on a shop-owned table to the current shop, when it is compiled.

The base table of each query gets `shop_id = <current>` as a top-level AND term; joined tables are bound in
their ON clause by ShopForeignKey. The query object itself is never changed, so it can be run again.
"""

from typing import Any, cast

from django.db.backends.mysql import compiler as mysql
from django.db.models.expressions import Col
from django.db.models.lookups import Exact, In
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable
from django.db.models.sql.where import AND, WhereNode

from pods.db.current import current_database, current_shop_id, scope_lifted
from pods.db.errors import CrossShop
from pods.db.fields import SHOP_COLUMN, ShopKey, shop_key

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]

BUILT_FOR = "_podium_built_for"
"""Query attribute: the id of the shop that was current when a manager made the query. Clones carry it."""


def _require_this_shop(query: Query, alias: str) -> int:
    """Return the current shop's id, or refuse a query built for another shop or sent to another pod."""
    shop_id = current_shop_id()
    built_for = query.__dict__.get(BUILT_FOR)
    if built_for is not None and built_for != shop_id:
        raise CrossShop(f"This queryset was built in shop {built_for} and is running in shop {shop_id}.")
    if alias != current_database():
        raise CrossShop(f"Shop {shop_id} lives in {current_database()}; this query goes to {alias}.")
    return shop_id


def _owned_base_tables(query: Query) -> list[tuple[str, ShopKey]]:
    """Return alias and key of the tables that no join binds: the base table, in rare trims two of them."""
    found = []
    for alias, table in query.alias_map.items():
        if query.alias_refcount[alias] and isinstance(table, BaseTable):
            key = _key_of_table(query, table.table_name)
            if key is not None:
                found.append((alias, key))
    return found


def _key_of_table(query: Query, table_name: str) -> ShopKey | None:
    model = query.model
    if model is not None and model._meta.db_table == table_name:
        return shop_key(model)
    return _keys_by_table().get(table_name)


_by_table: dict[str, ShopKey] = {}


def _keys_by_table() -> dict[str, ShopKey]:
    if not _by_table:
        from django.apps import apps

        for model in apps.get_models(include_auto_created=True):
            if (key := shop_key(model)) is not None:
                _by_table[model._meta.db_table] = key
    return _by_table


class BoundToShop:
    """The term `alias.shop_id = %s`, with no more machinery than a WhereNode needs of a child."""

    conditional = True
    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = True
    __slots__ = ("_alias", "_column", "_shop_id")

    def __init__(self, alias: str, column: str, shop_id: int) -> None:
        self._alias, self._column, self._shop_id = alias, column, shop_id

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[int]]:
        """Return SQL and its one parameter."""
        quote = compiler.quote_name
        return f"{quote(self._alias)}.{quote(self._column)} = %s", (self._shop_id,)


def _bound_clone(query: Query, alias: str) -> Query:
    """Return a clone of a DELETE's or UPDATE's query with the shop's term in its WHERE."""
    tables = _owned_base_tables(query)
    if not tables:
        return query
    if scope_lifted():
        raise CrossShop("across_shops() reads only; a write goes shop by shop.")
    shop_id = _require_this_shop(query, alias)
    clone = query.clone()
    terms: list[Any] = [Exact(key.get_col(table_alias), shop_id) for table_alias, key in tables]
    if clone.where.children:
        terms.append(clone.where)
    clone.where = WhereNode(terms, connector=AND)
    return clone


class SQLCompiler(mysql.SQLCompiler):
    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        """Add the shop's term to the WHERE that is about to be printed."""
        parts = super().pre_sql_setup(with_col_aliases=with_col_aliases)
        query = self.query
        if query.combinator or query.model is None or scope_lifted():
            return parts
        tables = _owned_base_tables(query)
        if tables:
            shop_id = _require_this_shop(query, self.connection.alias)
            terms: list[Any] = [BoundToShop(alias, SHOP_COLUMN, shop_id) for alias, key in tables]
            where = cast(Any, self).where
            self.where = WhereNode([*terms, where] if where else terms, connector=AND)
        return parts


class SQLDeleteCompiler(mysql.SQLDeleteCompiler, SQLCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Bind the statement; the primary-key subquery of the general form binds itself."""
        self.query.get_initial_alias()
        self.query = cast(Any, _bound_clone(self.query, self.connection.alias))
        return super().as_sql(*args, **kwargs)

    def _as_sql(self, query: Query) -> Any:
        if query is not self.query:
            query.get_initial_alias()
            query = _bound_clone(query, self.connection.alias)
        return super()._as_sql(query)


def _names_rows(where: WhereNode) -> bool:
    """Say whether a top-level AND term gives the primary keys themselves."""
    if where.connector != AND or where.negated:
        return False
    for term in where.children:
        if isinstance(term, WhereNode):
            if _names_rows(term):
                return True
        elif isinstance(term, Exact | In) and isinstance(term.lhs, Col) and term.lhs.target.primary_key:
            return bool(term.rhs_is_direct_value())
    return False


class SQLUpdateCompiler(mysql.SQLUpdateCompiler, SQLCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Send an UPDATE of named rows by the primary key.

        In a shop of one row every key that begins with shop_id looks as good to the server. Had it chosen another,
        the statement would lock that key's entry first and wait for the row with it: a deadlock with whoever has
        locked the row and saves it.
        """
        sql, params = super().as_sql(*args, **kwargs)
        query = self.query
        if sql and query.model is not None and shop_key(query.model) is not None and _names_rows(query.where):
            table = self.quote_name(query.base_table)
            sql = sql.replace(f"UPDATE {table} SET", f"UPDATE {table} FORCE INDEX (PRIMARY) SET", 1)
        return sql, params

    def pre_sql_setup(self, with_col_aliases: bool = False) -> Any:
        """Bind the statement after Django has turned joins into a list of primary keys."""
        mysql.SQLUpdateCompiler.pre_sql_setup(self)
        bound = _bound_clone(self.query, self.connection.alias)
        if bound is self.query:
            return
        for field, _model, value in self.query.values:
            if isinstance(field, ShopKey) and value != current_shop_id():
                raise CrossShop("A row never changes its shop.")
        # save() lists every column; the shop's own is left out, so that the guard can refuse whoever sets it.
        bound.values = [each for each in self.query.values if not isinstance(each[0], ShopKey)]
        self.query = cast(Any, bound)


class SQLInsertCompiler(mysql.SQLInsertCompiler, SQLCompiler):
    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse rows of another shop, and an upsert that would change the shop."""
        model = self.query.get_meta().model
        key = shop_key(model)
        if key is not None:
            if scope_lifted():
                raise CrossShop("across_shops() reads only; a write goes shop by shop.")
            shop_id = _require_this_shop(self.query, self.connection.alias)
            for row in self.query.objs:
                if getattr(row, key.attname) != shop_id:
                    raise CrossShop(f"A row of shop {getattr(row, key.attname)} cannot be written in shop {shop_id}.")
            if key in (self.query.update_fields or ()):
                raise CrossShop("A row never changes its shop.")
        return super().as_sql(*args, **kwargs)


class SQLAggregateCompiler(mysql.SQLAggregateCompiler, SQLCompiler):
    pass
