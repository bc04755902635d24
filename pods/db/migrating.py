"""Migrates the fleet: one pass over the directory and one per pod, however many shops there are."""

from collections.abc import Iterable

from django.conf import settings
from django_tenants.migration_executors.base import MigrationExecutor, run_migrations
from django_tenants.utils import get_tenant_model

from pods.db.current import DIRECTORY, PUBLIC_NAME, pod_alias


class PodExecutor(MigrationExecutor):
    """Runs migrate_schemas. The list of shops that django-tenants offers is a lazy query, never evaluated here."""

    codename = "pod"

    def run_migrations(self, tenants: Iterable[str] | None = None) -> None:
        """Migrate the directory for the public tenant, one pod for one named shop, otherwise every pod."""
        if isinstance(tenants, list) and tenants == [PUBLIC_NAME]:
            self._migrate(DIRECTORY, PUBLIC_NAME)
        elif isinstance(tenants, list) and tenants:
            aliases = get_tenant_model()._base_manager.filter(schema_name__in=tenants, pod__isnull=False)
            for number in sorted({shop.pod_id for shop in aliases}):
                self._migrate(pod_alias(number), pod_alias(number))
        else:
            for number in settings.POD_NUMBERS:
                self._migrate(pod_alias(number), pod_alias(number))

    def _migrate(self, alias: str, name: str) -> None:
        run_migrations(self.args, {**self.options, "database": alias}, self.codename, name, allow_atomic=False)


def executor(codename: str | None = None) -> type[PodExecutor]:
    """Return the one executor (GET_EXECUTOR_FUNCTION)."""
    return PodExecutor
