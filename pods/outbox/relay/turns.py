"""One relay: looks which work is due, and sends messages while the workers have room for them.

What it has sent it keeps in memory only. A copy is harmless, so forgetting costs a copy and nothing else.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from pods.outbox.broker import Broker
from pods.outbox.metrics import LAG, SENT, UNCLAIMED
from pods.outbox.relay.reading import Due, Reader
from pods.outbox.rules import in_turns, room, rotated

log = structlog.get_logger(__name__)

MOST_PROBES = 200
"""Shops looked into in one turn: a turn stays short, and the next one goes on behind the last of them."""

type Message = tuple[int, int, int]


@dataclass(slots=True)
class Relay:
    """Sends the messages of one database to one broker, fairly over its shops."""

    reader: Reader
    broker: Broker
    slots: int
    claim_s: float
    clock: Callable[[], float] = time.monotonic
    _sent: dict[Message, float] = field(default_factory=dict)
    _mark: str = ""
    _last_shop: int | None = None

    def turn(self) -> int:
        """Look once and send what is due and has room; return how many messages that was.

        Three queries and one more for each shop looked into. Raises DatabaseError and BrokerDown.
        """
        mark, queued = self.broker.look()
        self._forget(mark)
        free = room(slots=self.slots, unclaimed=len(self._sent), queued=queued)
        if not free:
            return 0
        chosen = in_turns(self._fresh_work(free), most=free)
        for due in chosen:
            self._send(due)
        return len(chosen)

    def doubt_sent(self) -> None:
        """Send again what is in flight: while a database is down, workers drop the messages that they take."""
        self._sent.clear()

    def _forget(self, mark: str) -> None:
        """Forget messages that were claimed, that are older than a claim, or that the broker has lost."""
        if mark != self._mark:
            if self._sent:
                log.info("messages_may_be_lost", database=self.reader.alias, messages=len(self._sent))
            self._sent.clear()
            self._mark = mark
        unclaimed = self.reader.unclaimed(self._sent.keys())
        too_old = self.clock() - self.claim_s
        self._sent = {message: at for message, at in self._sent.items() if message in unclaimed and at > too_old}
        UNCLAIMED.labels(self.reader.alias).set(len(self._sent))

    def _fresh_work(self, free: int) -> dict[int, list[Due]]:
        """Return heads that are not in flight, by shop in the order of their turn, enough to fill `free`."""
        work: dict[int, list[Due]] = {}
        for probes, shop_id in enumerate(rotated(self.reader.shops_due(), after=self._last_shop), start=1):
            in_flight = sum(1 for shop, _delivery, _tries in self._sent if shop == shop_id)
            heads = self.reader.heads(shop_id, most=free + in_flight)
            fresh = [due for due in heads if (shop_id, due.delivery_id, due.tries) not in self._sent]
            if fresh:
                work[shop_id] = fresh
            if len(work) >= free:
                break
            if probes >= MOST_PROBES:
                self._last_shop = shop_id
                break
        return work

    def _send(self, due: Due) -> None:
        self.broker.send(due.shop_id, due.delivery_id, due.tries)
        self._sent[due.shop_id, due.delivery_id, due.tries] = self.clock()
        self._last_shop = due.shop_id
        SENT.labels(self.reader.alias, due.work).inc()
        LAG.labels(self.reader.alias, due.work).observe(max(0.0, due.late_s))
