"""`manage.py all_tenants_command`: any other command inside every shop, one after the other."""

from argparse import REMAINDER
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.utils import Error

from pods.db.management.offline import OfflineCommand
from pods.directory.models import Shop
from pods.routing.errors import RoutingError
from pods.routing.management.in_shop import find_command, run_in_shop
from pods.routing.residency import locate
from pods.routing.shops import every_shop, public_shop


class Command(OfflineCommand):
    help = (
        "Run a command inside the platform itself and then inside every open shop, like tenant_command. "
        "It stops at the first that fails."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whether the platform itself belongs to all."""
        parser.add_argument("--no-public", action="store_true", help="leave the platform itself out")
        parser.add_argument("command_name", help="the command")
        parser.add_argument("command_options", nargs=REMAINDER, help="its arguments")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command in each."""
        name, arguments = options["command_name"], list(options["command_options"])
        find_command(name)
        no_public = options["no_public"] or "--no-public" in arguments
        arguments = [argument for argument in arguments if argument != "--no-public"]
        for done, shop in enumerate(_tenants(no_public=no_public)):
            self.stdout.write(f"Applying command to: {shop.handle}")
            try:
                here = shop if shop.is_public else locate(shop)
                run_in_shop(here, name, arguments, stdout=self.stdout)
            except (CommandError, RoutingError, Error) as refusal:
                raise CommandError(f"{shop.handle}: {refusal} (It was done for {done} before.)") from refusal


def _tenants(*, no_public: bool) -> Iterator[Shop]:
    if not no_public:
        yield public_shop()
    yield from every_shop()
