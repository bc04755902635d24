"""`manage.py delete_shop`: deletes a shop for good, or finishes a deletion that was cut off."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.utils import Error

from pods.db.errors import KeysWrong
from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.closing import delete_shop
from pods.routing.errors import RoutingError


class Command(OfflineCommand):
    help = (
        "Delete a shop with all its rows and files. There is no undo. When an earlier run was cut off, the same "
        "command finishes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the shop and the confirmation."""
        parser.add_argument("handle")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--json", action="store_true", help="print the rows deleted per table as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, delete, and say what went."""
        handle = options["handle"]
        if not options["yes"]:
            self._ask(handle)
        try:
            deleted = delete_shop(handle)
        except (DirectoryError, RoutingError, KeysWrong) as refusal:
            raise CommandError(str(refusal)) from refusal
        except Error as error:
            raise CommandError(f"A database does not answer: {error.args[-1]} Run this again later.") from error
        if options["json"]:
            self.stdout.write(json.dumps({"handle": handle, "rows": deleted}))
        else:
            self.stdout.write(f"{handle} is deleted: {sum(deleted.values())} rows in {len(deleted)} tables.")

    @staticmethod
    def _ask(handle: str) -> None:
        try:
            typed = input(f"This deletes {handle} with its orders, customers and files for good.\nType its handle: ")
        except EOFError:
            raise CommandError("Nobody is here to ask. Nothing was deleted; --yes does not ask.") from None
        if typed.strip() != handle:
            raise CommandError("That is not its handle. Nothing was deleted.")
