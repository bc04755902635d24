"""Makes the probes' tables: the shop-owned ones in both pods, the plain ones in a database per shop."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

import MySQLdb
from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.utils.connection import ConnectionDoesNotExist

from tests.probe.names import PLAIN_ALIASES
from tests.probe.plain import models as plain
from tests.probe.shops import models as shops

_plain_alias: ContextVar[str] = ContextVar("tests_plain_alias", default=PLAIN_ALIASES[0])


class PlainRouter:
    """Sends the plain models to the database chosen with `plain_database`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return _plain_alias.get() if model._meta.app_label == "probe_plain" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if db in PLAIN_ALIASES:
            return False
        return False if app_label == "probe_plain" else None


@contextmanager
def plain_database(alias: str) -> Iterator[None]:
    """Use this database for the plain models inside the block."""
    token = _plain_alias.set(alias)
    try:
        yield
    finally:
        _plain_alias.reset(token)


def make_probe_tables() -> None:
    """Make what is missing."""
    for number in settings.POD_NUMBERS:
        _create(_as_root(f"pod_{number}"), shops.LIBRARY)
    for alias in PLAIN_ALIASES:
        _create_database(alias)
        _create(connections[alias], plain.LIBRARY)


def _as_root(alias: str) -> Any:
    from pods.db.base import DatabaseWrapper

    url = urlsplit(os.environ[f"{alias.upper()}_DATABASE_ROOT_URL"])
    own = connections[alias].settings_dict
    return DatabaseWrapper({**own, "USER": unquote(url.username or ""), "PASSWORD": unquote(url.password or "")}, alias)


def _create_database(alias: str) -> None:
    try:
        wanted = connections[alias].settings_dict
    except ConnectionDoesNotExist:
        return
    server = MySQLdb.connect(
        host=wanted["HOST"],
        port=int(wanted["PORT"]),
        user=wanted["USER"],
        password=wanted["PASSWORD"],
        connect_timeout=5,
    )
    server.query(f"CREATE DATABASE IF NOT EXISTS {alias} CHARACTER SET utf8mb4")
    server.close()


def _create(connection: Any, library: Any) -> None:
    there = set(connection.introspection.table_names())
    with connection.schema_editor() as editor:
        for model in (library.Author, library.Passport, library.Tag, library.Book, library.Label):
            if model._meta.db_table not in there:
                editor.create_model(model)
    connection.close()
