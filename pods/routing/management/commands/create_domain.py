"""`manage.py create_domain`: gives a shop another host."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.domains import add_domain
from pods.routing.management.in_shop import SCHEMA_OPTIONS


class Command(OfflineCommand):
    help = "Give a shop another host. It counts as verified: whoever may run this answers for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the shop and the host."""
        parser.add_argument(*SCHEMA_OPTIONS, dest="schema_name", metavar="HANDLE", required=True, help="the shop")
        parser.add_argument("-d", "--domain", "--domain-domain", dest="domain", metavar="HOST", required=True)
        parser.add_argument("--primary", action="store_true", help="make it the primary one")
        parser.add_argument("--unverified", action="store_true", help="do not route it yet")
        parser.add_argument("--noinput", "--no-input", action="store_true", help="nothing is ever asked")
        parser.add_argument("--json", action="store_true", help="print the domain as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the domain."""
        try:
            domain = add_domain(
                options["schema_name"],
                options["domain"],
                primary=options["primary"],
                verified=not options["unverified"],
            )
        except DirectoryError as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {"handle": options["schema_name"], "domain": domain.domain, "primary": domain.is_primary}
        if options["json"]:
            self.stdout.write(json.dumps({**told, "verified": domain.verified}))
        else:
            self.stdout.write(
                f"{domain.domain} leads to {options['schema_name']}" + ("." if domain.verified else " once verified.")
            )
