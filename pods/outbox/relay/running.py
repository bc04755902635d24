"""Runs a relay until it is told to stop: waits between its turns, and outwaits a database or broker that is down."""

import os
import random
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import structlog
from django.db import DatabaseError
from django.db.utils import InterfaceError

from pods.outbox.errors import BrokerDown
from pods.outbox.metrics import RELAY_WAITS
from pods.outbox.relay.turns import Relay
from pods.outbox.rules import backoff_s, error_text, next_wait_s

log = structlog.get_logger(__name__)

OUTAGE_FIRST_S = 0.1
OUTAGE_LONGEST_S = 2.0
LOGGED_EVERY = 30
"""An outage is logged when it begins, and about once a minute while it lasts."""


class StopSignal:
    """SIGTERM and SIGINT as something to wait for: a wait ends the moment one arrives."""

    def __init__(self) -> None:
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)
        self._arrived = False

    def install(self) -> None:
        """Take both signals over from Python."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._arrived = True
        os.write(self._write_end, b"\0")

    def wait(self, seconds: float) -> bool:
        """Wait this long at most; say whether it is time to stop."""
        if not self._arrived:
            select.select([self._read_end], [], [], seconds)
        return self._arrived


@dataclass(slots=True)
class Runner:
    """One relay's life. `wait` sleeps for some seconds and says whether to stop."""

    relay: Relay
    wait: Callable[[float], bool]
    shortest_s: float
    longest_s: float
    _failures: int = 0
    _wait_s: float = field(default=0.0)

    def run(self) -> None:
        """Take turns until told to stop."""
        alias = self.relay.reader.alias
        log.info("relay_started", database=alias, slots=self.relay.slots)
        while not self.wait(self._wait_s):
            self._wait_s = self._turn(alias)
        self.relay.reader.close()
        log.info("relay_stopped", database=alias)

    def _turn(self, alias: str) -> float:
        """Take one turn and return how long to wait before the next."""
        try:
            self.relay.reader.refresh()
            sent = self.relay.turn()
        except BrokerDown as error:
            return self._outage(alias, "broker", error)
        except (DatabaseError, InterfaceError) as error:
            self.relay.reader.close()
            self.relay.doubt_sent()
            return self._outage(alias, "database", error)
        if self._failures:
            log.info("relay_goes_on", database=alias, after_failures=self._failures)
            self._failures = 0
        return next_wait_s(self._wait_s, busy=sent > 0, shortest_s=self.shortest_s, longest_s=self.longest_s)

    def _outage(self, alias: str, part: str, error: Exception) -> float:
        if self._failures % LOGGED_EVERY == 0:
            log.warning("relay_waits", database=alias, part=part, error=error_text(error), failures=self._failures)
        self._failures += 1
        RELAY_WAITS.labels(alias, part).inc()
        luck = random.random()  # noqa: S311 - spreads load, hides nothing
        return backoff_s(self._failures, first_s=OUTAGE_FIRST_S, longest_s=OUTAGE_LONGEST_S, luck=luck)
