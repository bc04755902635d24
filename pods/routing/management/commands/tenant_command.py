"""`manage.py tenant_command`: any other command inside one shop, on the database of the shop's pod."""

from argparse import REMAINDER
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.routing.management.in_shop import SCHEMA_OPTIONS, find_tenant, run_in_shop, take_schema


class Command(OfflineCommand):
    help = (
        'Run a command inside a shop ("public" is the platform itself): tenant_command dumpdata catalog --schema acme. '
        "Where the command takes --database, it gets that of the shop's pod."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the shop; all that follows the command's name is the command's."""
        parser.add_argument(*SCHEMA_OPTIONS, dest="schema_name", metavar="HANDLE", help="the shop")
        parser.add_argument("command_name", help="the command")
        parser.add_argument("command_options", nargs=REMAINDER, help="its arguments")

    def handle(self, *args: Any, **options: Any) -> None:
        """Select the shop and run the command."""
        named, arguments = take_schema(options["command_options"])
        handle = options["schema_name"] or named
        if not handle:
            raise CommandError("Name the shop: --schema HANDLE. The platform itself is --schema public.")
        run_in_shop(find_tenant(handle), options["command_name"], arguments, stdout=self.stdout)
