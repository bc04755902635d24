"""`manage.py seed_shops`: opens many shops at once, spread over the pods, for load tests and benchmarks."""

import json
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.utils import Error
from rich.console import Console
from rich.progress import Progress

from pods.db.errors import IsolationError
from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.errors import RoutingError
from pods.routing.seeding import seed_shops


class Command(OfflineCommand):
    help = (
        "Open shops named <prefix>-1, <prefix>-2, … spread over the open pods. Their owners have no password. "
        "Run again, it adds those that are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare how many."""
        parser.add_argument("--count", type=int, required=True, help="how many shops there shall be")
        parser.add_argument("--prefix", default="seed", help="what their handles begin with (default: seed)")
        parser.add_argument("--json", action="store_true", help="print what was done as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open them, with progress."""
        if options["count"] < 1:
            raise CommandError("--count is at least 1.")
        started = time.monotonic()
        with Progress(console=Console(stderr=True), disable=options["json"]) as progress:
            task = progress.add_task("Opening shops", total=options["count"])
            try:
                made = seed_shops(
                    options["count"], prefix=options["prefix"], tell=lambda done: progress.update(task, completed=done)
                )
            except (DirectoryError, RoutingError, IsolationError) as refusal:
                raise CommandError(str(refusal)) from refusal
            except Error as error:
                raise CommandError(f"A database does not answer: {error.args[-1]} Run this again later.") from error
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps({"count": options["count"], "opened": made, "seconds": seconds}))
        else:
            self.stdout.write(f"{made} shops opened in {seconds} s.")
