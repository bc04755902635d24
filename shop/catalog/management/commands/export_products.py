"""`manage.py export_products HANDLE [FILE]`: a shop's products as Shopify's product CSV."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import ShopUnknown
from pods.routing.errors import ShopUnavailable
from pods.routing.shops import in_shop, shop_by_handle
from shop.catalog.errors import CatalogError
from shop.catalog.exporting import export_products
from shop.catalog.products_csv.errors import ColumnMissing


class Command(OfflineCommand):
    """Export products; imported again they are the same."""

    help = (
        "Export a shop's products as Shopify's product CSV, with every column that an import brought. Imported again "
        "into the same shop the file changes nothing. Pictures that were uploaded are not in it: they have no address."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the shop and the file."""
        parser.add_argument("handle", help="the shop's handle, for example aldersund")
        parser.add_argument("file", nargs="?", default="", help="where to write; without it the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export. A file is replaced only when all of it is written. Exit code 1 when the shop cannot be read."""
        try:
            with in_shop(shop_by_handle(options["handle"])):
                if not options["file"]:
                    _export_to(self.stdout._out)
                    return
                count = _replace(Path(options["file"]))
        except ColumnMissing as late:
            raise CommandError("Products changed while they were exported. Try again.") from late
        except (OSError, ShopUnknown, ShopUnavailable, CatalogError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{count:,} products in {options['file']}.")


def _export_to(file: Any) -> None:
    """Write to a terminal or pipe as it is: UTF-8, line ends untouched."""
    if file is sys.stdout:
        with os.fdopen(os.dup(file.fileno()), "w", encoding="utf-8", newline="") as raw:
            export_products(raw)
    else:
        export_products(file)


def _replace(target: Path) -> int:
    draft = target.with_name(f"{target.name}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            count = export_products(file)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return count
