"""Looks for references that lead nowhere: what Django asks for after it has loaded a fixture.

Django's own question joins tables without their shops.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.utils import IntegrityError

from pods.db.current import current_shop_id
from pods.db.fields import SHOP_COLUMN, shop_key


def check_references(connection: Any, tables: frozenset[str]) -> None:
    """Raise IntegrityError when a row of the current shop, in one of these shop-owned tables, refers to no row."""
    for table, column, target in _relations(tables):
        with connection.cursor() as cursor:
            cursor.execute(_question(connection.ops.quote_name, table, column, target), [current_shop_id()])
            found = cursor.fetchone()
        if found is not None:
            raise IntegrityError(f"{table} {found[0]} has the {column} {found[1]}, and {target} has no such row.")


def _relations(tables: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (table, column, table referred to) of every relation between shop-owned models."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table.lower() not in tables or shop_key(model) is None:
            continue
        for field in model._meta.local_concrete_fields:
            target: Any = field.related_model
            if field.column and target is not None and shop_key(target) is not None:
                yield model._meta.db_table, field.column, target._meta.db_table


def _question(quote: Any, table: str, column: str, target: str) -> str:
    shop, referring = quote(SHOP_COLUMN), f"referring.{quote(column)}"
    return (
        f"SELECT referring.id, {referring} FROM {quote(table)} referring "  # noqa: S608 - names of our models
        f"LEFT JOIN {quote(target)} referred ON (referred.{shop} = referring.{shop} AND referred.id = {referring}) "
        f"WHERE referring.{shop} = %s AND {referring} IS NOT NULL AND referred.id IS NULL LIMIT 1"
    )
