"""`manage.py export_customers HANDLE [FILE]`: a shop's customers as CSV."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import ShopUnknown
from pods.routing.errors import ShopUnavailable
from pods.routing.shops import in_shop, shop_by_handle
from shop.customers.api import export_customers


class Command(OfflineCommand):
    """Write a shop's customers with their addresses to a file, or to the terminal."""

    help = "Write a shop's customers as CSV: addresses, tags, notes, consents. No spreadsheet runs a cell of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the shop and the file."""
        parser.add_argument("handle", help="the shop's handle, for example aldersund")
        parser.add_argument("file", nargs="?", default="-", help="where to write; - is the standard output (-)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file whole or not at all. Exit code 1 when the shop is unknown or cannot be reached."""
        try:
            with in_shop(shop_by_handle(options["handle"])):
                self._write(options["file"])
        except (ShopUnknown, ShopUnavailable) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error

    def _write(self, name: str) -> None:
        if name == "-":
            export_customers(self.stdout)
            return
        path = Path(name)
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                count = export_customers(file)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{count} {'customer' if count == 1 else 'customers'} written to {path}.")
