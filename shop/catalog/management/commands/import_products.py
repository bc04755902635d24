"""`manage.py import_products HANDLE FILE`: a shop's products from Shopify's product CSV."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress, TextColumn

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import ShopUnknown
from pods.routing.actor import acting_as, system_actor
from pods.routing.errors import ShopUnavailable
from pods.routing.shops import in_shop, shop_by_handle
from shop.catalog.errors import CatalogError
from shop.catalog.importing import ImportReport, check_file, import_file, plan_import
from shop.catalog.products_csv.errors import FileUnreadable
from shop.catalog.products_csv.sentences import finding_sentence
from shop.staff.api import Permission

LINE_EVERY_S = 5.0
IMPORTER = system_actor("import_products", frozenset({Permission.PRODUCTS_EDIT, Permission.STOCK_ADJUST}))


class Command(OfflineCommand):
    """Import products; what is wrong is said by line and column."""

    help = (
        "Import products from Shopify's product CSV. Products are known by handle, variants by their options, so a "
        "file that is imported twice changes nothing the second time. Broken products are reported by line and column "
        "and left out; with --strict nothing goes in unless everything is right."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the shop, the file and how."""
        parser.add_argument("handle", help="the shop's handle, for example aldersund")
        parser.add_argument("file", help="the CSV file, UTF-8")
        parser.add_argument("--strict", action="store_true", help="import nothing if one product is broken")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import. Exit code 1 when the file or the shop cannot be used, or when --strict refuses the file."""
        began = time.monotonic()
        try:
            with Path(options["file"]).open("rb") as file, in_shop(shop_by_handle(options["handle"])):
                report = self._import(file, options)
        except FileUnreadable as unreadable:
            raise CommandError(finding_sentence(unreadable.finding)) from unreadable
        except (OSError, ShopUnknown, ShopUnavailable, CatalogError) as refusal:
            raise CommandError(str(refusal)) from refusal
        seconds = time.monotonic() - began
        self._say(report, options, seconds)

    def _import(self, file: BinaryIO, options: dict[str, Any]) -> ImportReport:
        if options["strict"]:
            checked = check_file(file)
            if checked.broken:
                self._say_findings(checked)
                raise CommandError(f"{checked.broken} of {checked.read} products are broken: nothing was imported.")
            file.seek(0)
        run = plan_import if options["dry_run"] else import_file
        console = Console(stderr=True)
        if not console.is_terminal:
            with acting_as(IMPORTER):
                return run(file, told=_told_in_lines(console))
        size = max(1, Path(options["file"]).stat().st_size)
        columns = (*Progress.get_default_columns(), TextColumn("{task.fields[products]:,} products"))
        with Progress(*columns, console=console, transient=True) as progress, acting_as(IMPORTER):
            task = progress.add_task("Reading" if options["dry_run"] else "Importing", total=size, products=0)
            return run(file, told=lambda report: progress.update(task, completed=file.tell(), products=report.read))

    def _say(self, report: ImportReport, options: dict[str, Any], seconds: float) -> None:
        rate = round(report.read / max(seconds, 0.001))
        if options["json"]:
            findings = [{**asdict(each), "sentence": finding_sentence(each)} for each in report.findings]
            told = {**asdict(report), "findings": findings, "dry_run": options["dry_run"]}
            self.stdout.write(json.dumps({**told, "seconds": round(seconds, 2), "per_s": rate}, ensure_ascii=False))
            return
        self._say_findings(report)
        if options["dry_run"]:
            self.stdout.write(
                f"{report.created:,} products would be made, {report.changed:,} are there and would be compared, "
                f"{report.broken:,} are broken. Nothing was written."
            )
            return
        self.stdout.write(
            f"{report.created:,} products made, {report.changed:,} changed, {report.unchanged:,} unchanged, "
            f"{report.broken:,} broken: {seconds:.1f} s, {rate:,} a second."
        )

    def _say_findings(self, report: ImportReport) -> None:
        for finding in report.findings:
            self.stdout.write(finding_sentence(finding))
        if report.findings_left_out:
            self.stdout.write(f"… and {report.findings_left_out:,} findings more.")


def _told_in_lines(console: Console) -> Callable[[ImportReport], None]:
    """Say every few seconds how far it is: a log shows no moving bar."""
    last = time.monotonic()

    def told(report: ImportReport) -> None:
        nonlocal last
        if time.monotonic() - last >= LINE_EVERY_S:
            last = time.monotonic()
            console.print(f"{report.read:,} products so far")

    return told
