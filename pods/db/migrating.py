"""Migrates the fleet: one pass over the directory and one per pod, however many shops there are."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import connections
from django.db.utils import Error
from django_tenants.migration_executors.base import MigrationExecutor, run_migrations
from django_tenants.utils import get_tenant_model

from pods.db.current import DIRECTORY, PUBLIC_NAME, pod_alias
from pods.db.errors import KeysWrong


class PodExecutor(MigrationExecutor):
    """Runs migrate_schemas. The list of shops that django-tenants offers is a lazy query, never evaluated here."""

    codename = "pod"

    def run_migrations(self, tenants: Iterable[str] | None = None) -> None:
        """Migrate the directory for the public tenant, one pod for one named shop, otherwise every pod."""
        if isinstance(tenants, list) and tenants == [PUBLIC_NAME]:
            self.migrate([DIRECTORY])
        elif isinstance(tenants, list) and tenants:
            shops = get_tenant_model()._base_manager.filter(schema_name__in=map(str.lower, tenants), pod__isnull=False)
            self.migrate([pod_alias(number) for number in sorted({shop.pod_id for shop in shops})])
        else:
            self.migrate([pod_alias(number) for number in settings.POD_NUMBERS])

    def migrate(self, aliases: list[str]) -> None:
        """Migrate these databases. One that does not answer, or is not what it should be, does not stop the others.

        A migration that fails does: it would fail in the next pod as well. Raises CommandError at the end for those
        that were left out, and exits with 1 when --check found one incomplete.
        """
        left_out: list[str] = []
        incomplete = False
        for alias in aliases:
            if (trouble := _trouble_with(alias)) is not None:
                left_out.append(f"{alias}: {trouble}")
                continue
            try:
                self._run(alias)
            except SystemExit:  # Django's way to say that --check has found something
                incomplete = True
        if left_out:
            raise CommandError("Not migrated: " + "; ".join(left_out))
        if incomplete:
            raise SystemExit(1)

    def _run(self, alias: str) -> None:
        name = PUBLIC_NAME if alias == DIRECTORY else alias
        options: dict[str, Any] = {**self.options, "database": alias}
        run_migrations(self.args, options, self.codename, name, allow_atomic=False)


def _trouble_with(alias: str) -> str | None:
    """Connect, and return what keeps a database from being migrated at all."""
    try:
        connections[alias].ensure_connection()
    except Error as error:
        return str(error.args[-1] if error.args else error)
    except (ImproperlyConfigured, KeysWrong) as error:
        return str(error)
    return None


def executor(codename: str | None = None) -> type[PodExecutor]:
    """Return the one executor (GET_EXECUTOR_FUNCTION)."""
    return PodExecutor
