"""`manage.py migrate_schemas`: django-tenants' own, whose passes are one per pod (see pods.db.migrating)."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db.utils import OperationalError
from django_tenants.management.commands.migrate_schemas import MigrateSchemasCommand
from django_tenants.utils import schema_exists

from pods.db.current import DIRECTORY, find_current_shop, pod_alias, shop_selected
from pods.db.migrating import PodExecutor

NO_RIGHT = 1142


class Command(MigrateSchemasCommand):
    help = (
        "Migrate the directory and every pod, one pass each however many shops there are. --shared: the directory "
        "only; --tenant: the pods only; --schema HANDLE: the pod of that shop; --database pod_2: that pod."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare django-tenants' own; without --database it is everything."""
        super().add_arguments(parser)
        parser.set_defaults(database=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate; afterwards the same shop is selected as before."""
        alias = options["database"]
        options["database"] = DIRECTORY
        try:
            with shop_selected(find_current_shop()):
                if alias is None:
                    self._refuse_unknown(options.get("schema_name"))
                    super().handle(*args, **options)
                else:
                    self._migrate_one(alias, args, options)
        except OperationalError as error:
            if error.args[0] != NO_RIGHT:
                raise
            raise CommandError(
                "The application's database user may not change schemas. "
                "Run PODIUM_DATABASE_USER=migrator python3 manage.py migrate_schemas."
            ) from error

    @staticmethod
    def _refuse_unknown(handle: str | None) -> None:
        if handle is not None and not schema_exists(handle):
            raise CommandError(f"There is no shop with the handle {handle!r}.")

    @staticmethod
    def _migrate_one(alias: str, args: Any, options: dict[str, Any]) -> None:
        if options.get("schema_name") or options.get("shared") or options.get("tenant"):
            raise CommandError("--database names one database; --schema, --shared and --tenant choose others.")
        if alias not in {DIRECTORY, *map(pod_alias, settings.POD_NUMBERS)}:
            raise CommandError(f"The environment describes no database {alias!r}.")
        PodExecutor(args, options).migrate([alias])
