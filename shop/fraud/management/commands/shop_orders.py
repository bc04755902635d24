"""`manage.py shop_orders HANDLE`: a shop's orders with what the fraud check found."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from pods.db.management.offline import OfflineCommand
from pods.directory.errors import ShopUnknown
from pods.routing.errors import ShopUnavailable
from pods.routing.shops import in_shop, shop_by_handle
from shop.fraud.api import risks_of
from shop.fraud.types import Risk
from shop.orders.api import all_orders
from shop.orders.types import Order


class Command(OfflineCommand):
    """List a shop's orders, newest first, with their risk."""

    help = "List a shop's orders, newest first: number, total, state, and the risk with its facts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the shop, how many orders and the form."""
        parser.add_argument("handle", help="the shop's handle, for example aldersund")
        parser.add_argument("--limit", type=int, default=100, help="how many orders at most (100)")
        parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the orders and print them. Exit code 1 when the shop is unknown or cannot be reached."""
        if options["limit"] < 1:
            raise CommandError("--limit is at least 1.")
        try:
            with in_shop(shop_by_handle(options["handle"])):
                orders = all_orders(limit=options["limit"])
                risks = risks_of([order.id for order in orders])
        except (ShopUnknown, ShopUnavailable) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(order, risks[order.id]) for order in orders], ensure_ascii=False))
        else:
            console = Console()
            with console.capture() as written:
                console.print(_table([(order, risks[order.id]) for order in orders]))
            self.stdout.write(written.get(), ending="")


def _as_json(order: Order, risk: Risk) -> dict[str, Any]:
    return {
        "number": order.number,
        "total": {"minor": order.total.minor, "currency": order.total.currency, "text": str(order.total)},
        "state": order.payment_state.value,
        "fulfilment_state": order.fulfilment_state.value,
        "placed_at": order.placed_at.isoformat(),
        "risk_level": risk.level.value,
        "facts": [
            {key: value for key, value in asdict(fact).items() if key in {"code", "sentence", "sentiment", "figures"}}
            for fact in risk.facts
        ],
    }


def _table(rows: list[tuple[Order, Risk]]) -> Table:
    table = Table("Order", "Total", "State", "Risk", "Facts")
    for order, risk in rows:
        facts = "\n".join(f"{fact.sentiment.value.lower():>8}  {fact.sentence}" for fact in risk.facts)
        table.add_row(f"#{order.number}", str(order.total), order.payment_state.value, risk.level.value, facts)
    return table
