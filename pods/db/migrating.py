"""Migrates the fleet: one pass over the directory and one per pod, however many shops there are."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import connections
from django.db.utils import Error
from django_tenants.migration_executors.base import run_migrations

from pods.db.current import DIRECTORY, PUBLIC_NAME
from pods.db.errors import KeysWrong

CODENAME = "pod"
"""What stands before each line of a pass: [pod:pod_1]."""


def migrate_databases(aliases: list[str], args: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Migrate these databases, each with one run of Django's own command, whose options these are.

    A database that does not answer, or is not what it should be, does not stop the others; a migration that fails
    does: it would fail in the next pod as well. Raises CommandError at the end for those that were left out, and for
    those that --check found behind.
    """
    left_out: list[str] = []
    behind: list[str] = []
    for alias in aliases:
        if (trouble := _trouble_with(alias)) is not None:
            left_out.append(f"{alias}: {trouble}")
            continue
        name = PUBLIC_NAME if alias == DIRECTORY else alias
        try:
            run_migrations(args, {**options, "database": alias}, CODENAME, name, allow_atomic=False)
        except SystemExit:  # Django's way to say that --check has found something
            behind.append(alias)
    told = ["Not migrated: " + "; ".join(left_out)] if left_out else []
    told += ["Behind the code: " + ", ".join(behind)] if behind else []
    if told:
        raise CommandError(". ".join(told))


def _trouble_with(alias: str) -> str | None:
    """Connect, and return what keeps a database from being migrated at all."""
    try:
        connections[alias].ensure_connection()
    except Error as error:
        return str(error.args[-1] if error.args else error)
    except (ImproperlyConfigured, KeysWrong) as error:
        return str(error)
    return None
