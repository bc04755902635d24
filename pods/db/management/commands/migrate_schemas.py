"""`manage.py migrate_schemas`: the options of django-tenants' own, and one pass per database."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db.utils import OperationalError
from django_tenants.management.commands.migrate_schemas import MigrateSchemasCommand

from pods.db.current import DIRECTORY, find_current_shop, pod_alias, shop_selected
from pods.db.management.offline import OfflineCommand
from pods.db.migrating import migrate_databases
from pods.db.tenants import database_of

NO_RIGHT = 1142


class Command(OfflineCommand, MigrateSchemasCommand):
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
        try:
            with shop_selected(find_current_shop()):
                migrate_databases(_chosen(options), args, options)
        except OperationalError as error:
            if error.args[0] != NO_RIGHT:
                raise
            raise CommandError(
                "The application's database user may not change schemas. "
                "Run PODIUM_DATABASE_USER=migrator python3 manage.py migrate_schemas."
            ) from error


def _chosen(options: dict[str, Any]) -> list[str]:
    """Return the databases that the options choose, the directory first."""
    pods = [pod_alias(number) for number in settings.POD_NUMBERS]
    alias, handle = options["database"], options["schema_name"]
    if sum([alias is not None, handle is not None, options["shared"] or (options["tenant"] and not handle)]) > 1:
        raise CommandError("--database, --schema and --shared or --tenant each choose by themselves; give one of them.")
    if handle is not None:
        alias = database_of(handle)
        if alias is None:
            raise CommandError(f"There is no shop with the handle {handle!r}.")
    if alias is not None:
        if alias not in {DIRECTORY, *pods}:
            raise CommandError(f"The environment describes no database {alias!r}.")
        return [alias]
    everything = options["shared"] == options["tenant"]
    return [
        *([DIRECTORY] if everything or options["shared"] else []),
        *(pods if everything or options["tenant"] else []),
    ]
