"""`manage.py test_gateway`: serves the Test gateway until it is told to stop."""

import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shop.payments.test_gateway.cards import CARDS
from shop.payments.test_gateway.server import TestGatewayServer


class Command(BaseCommand):
    """Serve the Test gateway: a payment gateway that moves no money."""

    help = "Serve the Test gateway: a payment gateway that moves no money, for development and tests."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Name port, ledger and how slow the slow cards are."""
        parser.add_argument("--port", type=int, required=False, default=8090, help="0 chooses a free one")
        parser.add_argument("--ledger", type=Path, help="SQLite file that keeps every charge")
        parser.add_argument("--slow-s", type=float, default=30.0, help="how long the slow cards wait (30)")
        parser.add_argument("--late-s", type=float, default=5.0, help="how long a late decision or a dispute takes (5)")
        parser.add_argument("--cards", action="store_true", help="list the card numbers it knows, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until SIGTERM or Ctrl-C."""
        if options["cards"]:
            for number, behaviour in CARDS.items():
                self.stdout.write(f"{number:<17} {behaviour.about}")
            return
        if options["ledger"] is None:
            raise CommandError("Name the ledger: --ledger FILE.")
        try:
            server = TestGatewayServer(
                port=options["port"],
                ledger=options["ledger"],
                slow_s=options["slow_s"],
                late_s=options["late_s"],
                secret=settings.TEST_GATEWAY_SECRET,
            )
        except OSError as error:
            raise CommandError(f"Port {options['port']} cannot be used: {error.strerror}.") from error
        signal.signal(signal.SIGTERM, _stop)
        self.stdout.write(f"Test gateway on http://127.0.0.1:{server.server_port}")
        self.stdout.flush()
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
