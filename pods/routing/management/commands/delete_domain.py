"""`manage.py delete_domain`: takes a host away from a shop."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.domains import remove_domain
from pods.routing.management.in_shop import SCHEMA_OPTIONS


class Command(OfflineCommand):
    help = "Take a host away from a shop: it is an unknown host within a second. A shop keeps its first host."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the shop and the host."""
        parser.add_argument(*SCHEMA_OPTIONS, dest="schema_name", metavar="HANDLE", required=True, help="the shop")
        parser.add_argument("-d", "--domain", "--domain-domain", dest="domain", metavar="HOST", required=True)
        parser.add_argument("--noinput", "--no-input", action="store_true", help="nothing is ever asked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove the domain."""
        try:
            remove_domain(options["schema_name"], options["domain"])
        except DirectoryError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{options['domain'].lower()} no longer leads to {options['schema_name']}.")
