"""Applies migration operations to a pod as its migrator, on throwaway tables, and reads back what the server holds."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connections, models
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from pods.db.base import DatabaseWrapper
from pods.db.current import DIRECTORY
from pods.db.fields import ShopKey

LABEL = "probe_shops"
"""Its app is in TENANT_APPS, so the router lets migrations make its tables in pods."""


def connection_as(user: str, alias: str = "pod_1", **settings: Any) -> DatabaseWrapper:
    """Return a connection of its own, outside Django's, as app, migrator or root."""
    variable = {"app": "URL", "migrator": "MIGRATOR_URL", "root": "ROOT_URL"}[user]
    home = "DIRECTORY" if alias == DIRECTORY else alias.upper()
    url = urlsplit(os.environ[f"{home}_DATABASE_{variable}"])
    own = {"USER": unquote(url.username or ""), "PASSWORD": unquote(url.password or ""), **settings}
    return DatabaseWrapper({**connections[alias].settings_dict, **own}, alias)


class Bench:
    """Models in the state of a migration, with their tables."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.state = ProjectState()

    def apply(self, *operations: Operation) -> list[str]:
        """Apply the operations one after the other, like a migration; return the statements that were sent."""
        sent: list[str] = []
        with self.connection.execute_wrapper(_noting(sent)):
            for operation in operations:
                after = self.state.clone()
                operation.state_forwards(LABEL, after)
                with self.connection.schema_editor() as editor:
                    operation.database_forwards(LABEL, editor, self.state, after)
                self.state = after
        return [text for text in sent if not text.lstrip().startswith(("SELECT", "SHOW"))]

    def make(self, name: str, *fields: tuple[str, Any], **options: Any) -> list[str]:
        """Make a shop-owned model with these fields."""
        keys: list[tuple[str, Any]] = [("shop_id", ShopKey()), ("id", models.BigAutoField(primary_key=True))]
        return self.apply(CreateModel(name, [*keys, *fields], options=options))

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def table(self, name: str) -> list[str]:
        """Return the lines of SHOW CREATE TABLE that stand between the parentheses, without their commas."""
        ((_, text),) = self.rows(f"SHOW CREATE TABLE {LABEL}_{name}")
        lines = text.split("\n")[1:-1]
        return [re.sub(r",$", "", line.strip()) for line in lines]

    def keys(self, name: str) -> set[str]:
        """Return the key and constraint lines of a table, each without its name."""
        columns = (line for line in self.table(name) if not line.startswith("`"))
        return {re.sub(r"^(CONSTRAINT )?(.*?KEY )?`[^`]*` (?=\(|FOREIGN|CHECK)", r"\2", line) for line in columns}

    def column(self, name: str, column: str) -> str:
        """Return a column's line."""
        return next(line for line in self.table(name) if line.startswith(f"`{column}` "))

    def drop(self) -> None:
        """Drop every table that was made, whatever refers to it."""
        there = [row[0] for row in self.rows("SHOW TABLES LIKE 'probe\\_shops\\_bench%%'")]
        with self.connection.cursor() as cursor:
            cursor.execute("SET SESSION foreign_key_checks = 0")
            for table in there:
                cursor.execute(f"DROP TABLE `{table}`")
            cursor.execute("SET SESSION foreign_key_checks = 1")


def _noting(sent: list[str]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        sent.append(str(sql))
        return execute(sql, params, many, context)

    return note


@contextmanager
def bench_in(alias: str) -> Iterator[Bench]:
    """Work in this pod as its migrator; names of models begin with Bench."""
    bench = Bench(connection_as("migrator", alias))
    bench.drop()
    try:
        yield bench
    finally:
        bench.drop()
        bench.connection.close()
