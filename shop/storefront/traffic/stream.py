"""A stream of buyers at a rate, bounded in number and in time."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from shop.storefront.traffic.browser import Visitor
from shop.storefront.traffic.kinds import KINDS, Kind, place_for
from shop.storefront.traffic.visit import Outcome, Visit, chance, make_visit

MOST_AT_ONCE = 32
"""Buyers in the shop at the same time. Where it is slower than the rate asks for, the next ones come later."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many buyers come, how fast, and where to. Window-shoppers come on top and are not counted."""

    host: str
    port: int
    country: str
    orders_per_s: float
    orders: int
    until_s: float
    code: str
    kinds: tuple[Kind, ...] = KINDS


@dataclass(slots=True)
class Tally:
    """What became of the visits so far, and how many of each kind came."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: Kind, outcome: Outcome) -> None:
        """Count one visit."""
        with self.lock:
            self.outcomes[outcome] += 1
            self.kinds[kind.name] += 1


def stream(plan: Plan, tally: Tally, tell: Callable[[int], object], stopping: threading.Event) -> None:
    """Let buyers come until the plan's number or time is over or `stopping` is set; wait until all have left.

    `tell` is given how many of those who mean to buy have come.
    """
    began = time.monotonic()
    room = threading.Semaphore(MOST_AT_ONCE)
    numbers = count(time.time_ns() // 1_000_000)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        for turn in range(plan.orders):
            due_s = turn / plan.orders_per_s
            if due_s >= plan.until_s or stopping.wait(max(0.0, began + due_s - time.monotonic())):
                break
            if time.monotonic() - began >= plan.until_s:
                break
            for kind in _who_comes(plan.kinds):
                room.acquire()
                visit = Visit(next(numbers), kind, place_for(kind, plan.country, chance.randrange(1000)), plan.code)
                pool.submit(_visit, plan, tally, visit).add_done_callback(lambda _done: room.release())
            tell(turn + 1)


def _visit(plan: Plan, tally: Tally, visit: Visit) -> None:
    tally.note(visit.kind, make_visit(Visitor(plan.port, plan.host), visit))


def _who_comes(kinds: tuple[Kind, ...]) -> list[Kind]:
    """Draw kinds by their weights, up to and with the first that means to buy."""
    drawn: list[Kind] = []
    while not drawn or not drawn[-1].means_to_buy:
        drawn += chance.choices(kinds, [kind.weight for kind in kinds])
    return drawn
