"""Django's description of a table passes the guard: it reads no rows."""

from typing import Any

from pods.db.introspection import DatabaseIntrospection
from tests.pods.db.guarded import Guarded


class Cursor:
    """Sends statements through a guard; no table has a column."""

    def __init__(self) -> None:
        self.guarded = Guarded(shop_id=None)
        self.description: list[Any] = []

    def execute(self, sql: str, params: Any = None) -> None:
        self.guarded.run(sql, params)

    def fetchall(self) -> list[Any]:
        return []

    def fetchone(self) -> tuple[str]:
        return ("utf8mb4_general_ci",)


class Connection:
    """What introspection asks of its connection."""

    class features:  # noqa: N801 - Django's name
        can_introspect_json_field = False
        interprets_empty_strings_as_nulls = False

    mysql_is_mariadb = True

    class ops:  # noqa: N801 - Django's name
        @staticmethod
        def quote_name(name: str) -> str:
            return f"`{name}`"


def test_a_shop_owned_tables_columns_are_read_without_its_rows() -> None:
    cursor = Cursor()
    DatabaseIntrospection(Connection()).get_table_description(cursor, "orders_order")
    assert ("SELECT * FROM `orders_order` LIMIT 0", None) in cursor.guarded.ran
