"""`manage.py demo_traffic`: made-up buyers at a shop's pages, for demos and for load."""

import json
import threading
import time
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import DirectoryError
from pods.routing.shops import in_shop, shop_by_handle
from shop.catalog.api import shop_settings
from shop.catalog.errors import ShopNotSetUp
from shop.storefront.traffic.kinds import KINDS
from shop.storefront.traffic.stream import Plan, Tally, stream
from shop.storefront.traffic.visit import OUTCOMES, Outcome

FASTEST_PER_S = 100.0
MOST_ORDERS = 100_000
MOST_S = 86_400.0
ORDERS = 100

ABOUT = """
Made-up buyers come to a shop's own pages over HTTP, with cookies and forms as browsers have them, and buy with the
Test gateway's cards. They connect to this machine's web server on 127.0.0.1 and to nothing else. What they buy are
real orders of the shop: they take its stock and stay.

Kinds of buyers, and how many of a hundred are of each:
"""


def _help() -> str:
    kinds = "".join(f"  {kind.name:<15} {kind.weight:>3}  {kind.about}\n" for kind in KINDS)
    ends = "".join(f"  {outcome:<15} {about}\n" for outcome, about in OUTCOMES.items())
    return f"{ABOUT.strip()}\n{kinds}\nHow a visit ends:\n{ends}"


class Command(OfflineCommand):
    help = _help()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Keep the lines of the help as they are: they are tables."""
        return super().create_parser(
            prog_name, subcommand, **{**kwargs, "formatter_class": RawDescriptionHelpFormatter}
        )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare shop, rate and bounds."""
        parser.add_argument("handle", help="the shop")
        parser.add_argument(
            "--orders-per-s",
            type=float,
            required=True,
            help=f"how many who mean to buy come each second, at most {FASTEST_PER_S:g}; a slow shop gets fewer",
        )
        bound = parser.add_mutually_exclusive_group()
        bound.add_argument("--orders", type=int, help=f"stop after so many who meant to buy (default: {ORDERS})")
        bound.add_argument("--seconds", type=float, help="stop after this time")
        parser.add_argument("--code", default="WELCOME", help="what those with a discount code try (WELCOME)")
        parser.add_argument("--json", action="store_true", help="print what became of the visits as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Let them come, and count."""
        plan, tally, stopping = _plan(options), Tally(), threading.Event()
        total = plan.orders if options["seconds"] is None else round(plan.until_s * plan.orders_per_s)
        began = time.monotonic()
        with Progress(console=Console(stderr=True), disable=options["json"]) as progress:
            task = progress.add_task("Buying", total=min(total, plan.orders))
            try:
                stream(plan, tally, lambda come: progress.update(task, completed=come), stopping)
            except KeyboardInterrupt:
                stopping.set()
        seconds = time.monotonic() - began
        placed_per_s = tally.outcomes[Outcome.PLACED] / seconds
        outcomes = {str(outcome): tally.outcomes[outcome] for outcome in Outcome}
        if options["json"]:
            told = {"handle": options["handle"], "outcomes": outcomes, "kinds": dict(sorted(tally.kinds.items()))}
            self.stdout.write(
                json.dumps({**told, "seconds": round(seconds, 1), "placed_per_s": round(placed_per_s, 2)})
            )
            return
        self.stdout.write(
            f"{sum(outcomes.values())} visits in {seconds:.1f} s, {placed_per_s:.2f} orders placed a second:"
        )
        for name, number in outcomes.items():
            self.stdout.write(f"  {name:<10} {number:>6}")


def _plan(options: dict[str, Any]) -> Plan:
    """Look at what was asked for; raises CommandError."""
    rate, orders, seconds = options["orders_per_s"], options["orders"], options["seconds"]
    if not 0 < rate <= FASTEST_PER_S:
        raise CommandError(f"--orders-per-s is above 0 and at most {FASTEST_PER_S:g}.")
    if orders is not None and not 1 <= orders <= MOST_ORDERS:
        raise CommandError(f"--orders is between 1 and {MOST_ORDERS:,}.")
    if seconds is not None and not 0 < seconds <= MOST_S:
        raise CommandError(f"--seconds is above 0 and at most {MOST_S:,.0f}.")
    if settings.HTTPS:
        raise CommandError("The web server here asks for HTTPS, which these buyers do not speak.")
    try:
        shop = shop_by_handle(options["handle"])
        with in_shop(shop):
            country = shop_settings().country
    except (DirectoryError, ShopNotSetUp) as refusal:
        raise CommandError(str(refusal)) from refusal
    bound = MOST_ORDERS if seconds is not None else ORDERS
    return Plan(
        host=shop.first_host,
        port=settings.WEB_PORT,
        country=country,
        orders_per_s=rate,
        orders=orders or bound,
        until_s=MOST_S if seconds is None else seconds,
        code=options["code"],
    )
