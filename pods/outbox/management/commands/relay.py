"""`manage.py relay`: feeds the workers of one pod, or the control worker."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from prometheus_client import start_http_server

from pods.db.current import DIRECTORY, pod_alias
from pods.outbox.broker import Broker, make_app
from pods.outbox.relay.reading import Reader
from pods.outbox.relay.running import Runner, StopSignal
from pods.outbox.relay.turns import Relay


class Command(BaseCommand):
    help = (
        "Sends due deliveries to the workers of the pod in PODIUM_PROCESS_POD, or of the directory without it. "
        "Runs until SIGTERM. It only reads, so it may be killed, and more than one may run."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a port for Prometheus."""
        parser.add_argument("--metrics-port", type=int, default=0, help="Serve metrics on 127.0.0.1 at this port.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the relay until it is told to stop."""
        stop = StopSignal()
        stop.install()
        if options["metrics_port"]:
            start_http_server(options["metrics_port"], addr="127.0.0.1")
        alias = pod_alias(settings.PROCESS_POD) if settings.PROCESS_POD else DIRECTORY
        relay = Relay(
            reader=Reader(alias),
            broker=Broker(make_app()),
            slots=settings.OUTBOX_WORKER_SLOTS,
            claim_s=settings.OUTBOX_CLAIM_S,
        )
        Runner(
            relay=relay,
            wait=stop.wait,
            shortest_s=settings.OUTBOX_POLL_SHORTEST_S,
            longest_s=settings.OUTBOX_POLL_LONGEST_S,
        ).run()
