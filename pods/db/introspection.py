"""Introspection that reads no rows: Django describes a table by selecting one, and the guard refuses that."""

from typing import Any, cast

from django.db.backends.mysql import introspection as mysql


class _WithoutRows:
    """A cursor that asks for no rows where Django asks for one: the columns come along all the same."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, params: Any = None) -> Any:
        """Run the statement, with LIMIT 0 for a closing LIMIT 1."""
        if sql.endswith(" LIMIT 1"):
            sql = sql.removesuffix("1") + "0"
        return self._cursor.execute(sql, params)


class DatabaseIntrospection(mysql.DatabaseIntrospection):
    def get_table_description(self, cursor: Any, table_name: str) -> Any:
        """Return the table's columns."""
        return super().get_table_description(cast(Any, _WithoutRows(cursor)), table_name)
