"""Writes the real keys of shop-owned tables: Django keeps seeing `id` as the primary key.

PRIMARY KEY (shop_id, id): one shop's rows lie together. KEY (id) IGNORED: AUTO_INCREMENT wants an index on id,
and a visible one would be chosen by UPDATE where SELECT … FOR UPDATE chooses the primary key, which deadlocks.
Every unique key, every index and every foreign key between shop-owned tables begins with shop_id.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.mysql.schema import DatabaseSchemaEditor as MySQLSchemaEditor
from django.db.models import Model

from pods.db.fields import SHOP_COLUMN, shop_key

_FILLS_NULLS = re.compile(r"UPDATE (`[^`]+`) SET (`[^`]+`) = (?:%s|[^`]+) WHERE \2 IS NULL")


class DatabaseSchemaEditor(MySQLSchemaEditor):
    sql_create_column_inline_fk = None  # type: ignore[assignment]  # AddField too goes through _create_fk_sql, which knows the composite key

    def _iter_column_sql(self, *args: Any, **kwargs: Any) -> Iterator[str]:
        model = args[2]
        parts = super()._iter_column_sql(*args, **kwargs)
        if shop_key(model) is None:
            yield from parts
        else:
            yield from (part for part in parts if part not in {"PRIMARY KEY", "UNIQUE"})

    def table_sql(self, model: type[Model]) -> Any:
        """Return CREATE TABLE with the composite primary key, the ignored key on id and unique keys by shop."""
        sql, params = super().table_sql(model)
        key = shop_key(model)
        if key is None:
            return sql, params
        quote = self.quote_name
        id_column: Any = model._meta.pk.column
        keys = [
            f"PRIMARY KEY ({quote(SHOP_COLUMN)}, {quote(id_column)})",
            f"KEY {quote('ignored_id')} ({quote(id_column)}) IGNORED",
        ]
        for field in model._meta.local_concrete_fields:
            if field.unique and not field.primary_key and field.column:
                name = self._unique_constraint_name(model._meta.db_table, [SHOP_COLUMN, field.column])
                keys.append(f"CONSTRAINT {name} UNIQUE ({quote(SHOP_COLUMN)}, {quote(field.column)})")
        head, closing = sql[:-1], sql[-1]
        if closing != ")":
            raise RuntimeError(f"CREATE TABLE no longer ends with its columns: {sql}")
        return f"{head}, {', '.join(keys)})", params

    def execute(self, sql: Any, params: Any = ()) -> None:
        """Send a statement. The UPDATE that fills a column's NULLs is every shop's: it goes past guard and fence.

        Django sends it before a column becomes NOT NULL. After a backfill, shop by shop, it finds nothing to do.
        """
        if not _FILLS_NULLS.fullmatch(str(sql)):
            super().execute(sql, params)
            return
        wrappers, self.connection.execute_wrappers = self.connection.execute_wrappers, []
        try:
            super().execute(sql, params)
        finally:
            self.connection.execute_wrappers = wrappers

    def add_field(self, model: type[Model], field: Any) -> None:
        """Add the column, then the unique key that its definition left out."""
        if shop_key(model) is None:
            super().add_field(model, field)
            return
        # Past MySQL's own, which fills a text column with the empty text that is there already: over all shops.
        super(MySQLSchemaEditor, self).add_field(model, field)
        if field.unique and field.column:
            self.execute(self._create_unique_sql(model, [field]))

    def remove_field(self, model: type[Model], field: Any) -> None:
        """Remove the column together with the composite keys that only it had."""
        key = shop_key(model)
        if key is not None and field.column:
            columns = [SHOP_COLUMN, field.column]
            for name in self._constraint_names(model, columns, foreign_key=True):
                self.execute(self._delete_fk_sql(model, name))
            for name in self._constraint_names(model, columns, index=True, primary_key=False):
                self.execute(self._delete_index_sql(model, name))
        super().remove_field(model, field)

    def _create_fk_sql(self, model: type[Model], field: Any, suffix: str) -> Statement:
        statement: Statement = super()._create_fk_sql(model, field, suffix)
        target = field.target_field.model
        key, target_key = shop_key(model), shop_key(target)
        if key is not None and target_key is not None:
            statement.parts["column"] = Columns(model._meta.db_table, [SHOP_COLUMN, field.column], self.quote_name)
            statement.parts["to_column"] = Columns(
                target._meta.db_table, [SHOP_COLUMN, field.target_field.column], self.quote_name
            )
        return statement

    def _create_unique_sql(self, model: type[Model], fields: Any, *args: Any, **kwargs: Any) -> Any:
        key = shop_key(model)
        if key is not None and fields and fields[0].column != SHOP_COLUMN:
            fields = [key, *fields]
        return super()._create_unique_sql(model, fields, *args, **kwargs)

    def _create_index_sql(self, model: type[Model], *, fields: Any = None, name: Any = None, **kwargs: Any) -> Any:
        """Return CREATE INDEX; a field's own index gets the shop in front, a named one says what it begins with."""
        key = shop_key(model)
        if key is not None and fields and not name and fields[0].column != SHOP_COLUMN:
            fields = [key, *fields]
        return super()._create_index_sql(model, fields=fields, name=name, **kwargs)

    def _create_missing_fk_index(
        self, model: type[Model], *, fields: Sequence[str] | None, expressions: Any = None
    ) -> None:
        """Make the index that a foreign key needs before the one goes that served it until now."""
        if shop_key(model) is None:
            super()._create_missing_fk_index(model, fields=fields, expressions=expressions)
            return
        relation: Any = model._meta.get_field(fields[1]) if fields and len(fields) > 1 else None
        if relation is None or not relation.remote_field or not relation.db_constraint:
            return
        served_by = [SHOP_COLUMN, relation.column]
        with self.connection.cursor() as cursor:
            found = self.connection.introspection.get_constraints(cursor, model._meta.db_table).values()
        if sum(each["index"] and each["columns"][:2] == served_by for each in found) == 1:
            self.execute(self._create_index_sql(model, fields=[relation]))

    def _constraint_names(self, model: type[Model], column_names: Any = None, **kwargs: Any) -> list[str]:
        found: list[str] = super()._constraint_names(model, column_names, **kwargs)
        key = shop_key(model)
        by_shop = kwargs.get("foreign_key") or kwargs.get("unique") or kwargs.get("index")
        if key is not None and by_shop and column_names and len(column_names) == 1 and column_names[0] != SHOP_COLUMN:
            found += super()._constraint_names(model, [SHOP_COLUMN, *column_names], **kwargs)
        return found

    def _field_should_be_indexed(self, model: type[Model], field: Any) -> bool:
        if shop_key(model) is not None and field.remote_field and getattr(field, "db_constraint", False):
            return False  # the composite foreign key brings its own index
        return bool(super()._field_should_be_indexed(model, field))
