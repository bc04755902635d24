"""`manage.py shop_shell`: Django's shell inside one shop."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from pods.db.management.offline import OfflineCommand
from pods.routing.actor import acting_as, system_actor
from pods.routing.management.in_shop import find_tenant
from pods.routing.shops import in_shop


class Command(OfflineCommand):
    help = 'Open a Python shell in which the shop is selected; "public" is the platform itself.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the shop."""
        parser.add_argument("handle")
        parser.add_argument("-c", "--command", help="run this code and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Select the shop and open the shell."""
        shop = find_tenant(options["handle"])
        with in_shop(shop), acting_as(system_actor("shell")):
            if not options["command"]:
                self.stdout.write(f"You are in {shop.name} ({shop.database}, epoch {shop.epoch}).")
            call_command("shell", command=options["command"])
