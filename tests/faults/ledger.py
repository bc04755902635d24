"""What buyers were told, written down on their side: the judge of what the databases must hold afterwards."""

import time
from dataclasses import dataclass, field
from threading import Lock

from shop.storefront.traffic.browser import Answer


@dataclass(frozen=True)
class Seen:
    """One answer that somebody got."""

    at: float
    host: str
    step: str
    answer: Answer


@dataclass
class Ledger:
    """Answers by shop, and the checkouts that were sent and acknowledged, by shop and idempotency key."""

    seen: list[Seen] = field(default_factory=list)
    sent: set[tuple[str, str]] = field(default_factory=set)
    placed: dict[tuple[str, str], int] = field(default_factory=dict)
    given_up: dict[tuple[str, str], str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, host: str, step: str, answer: Answer) -> Answer:
        """Write an answer down and return it."""
        with self._lock:
            self.seen.append(Seen(time.monotonic(), host, step, answer))
        return answer

    def note_sent(self, host: str, key: str) -> None:
        """Write down that a checkout is on its way."""
        with self._lock:
            self.sent.add((host, key))

    def note_placed(self, host: str, key: str, number: int) -> None:
        """Write down that an order was acknowledged; again it must be the same order."""
        with self._lock:
            assert self.placed.setdefault((host, key), number) == number, f"{key} was two orders"

    def note_given_up(self, host: str, key: str, why: str) -> None:
        """Write down that a buyer was told that nothing was charged, or was told nothing to the end."""
        with self._lock:
            self.given_up[host, key] = why

    def answers(self, *hosts: str, since: float = 0.0, until: float = float("inf")) -> list[Seen]:
        """Return the answers at these hosts in a span of time."""
        with self._lock:
            return [each for each in self.seen if each.host in hosts and since <= each.at < until]

    def orders_at(self, *hosts: str) -> int:
        """Return how many orders were acknowledged at these hosts."""
        with self._lock:
            return sum(1 for host, _key in self.placed if host in hosts)


def errors_in(seen: list[Seen]) -> list[str]:
    """Return what was no success: neither a page nor a redirect."""
    return [
        f"{each.host} {each.step}: {each.answer.status} {each.answer.text[:120]}"
        for each in seen
        if not 200 <= each.answer.status < 400
    ]


def slowest_s(seen: list[Seen], *, share: float = 1.0) -> float:
    """Return the time that this share of the answers took at most; 0 when there are none."""
    times = sorted(each.answer.took_s for each in seen)
    return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0
