"""Keeps parts running: looks after each one's health, starts a dead one again, and says so.

A part that keeps dying is started less and less often. Stopping is by process, never by name.
"""

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from config.bootstrap.fleet import Fleet
from config.bootstrap.parts import Part

ASK_EVERY_S = 2.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""Running this long without dying, a part is steady again: its next pause is the first one."""

KEPT_NOTES = 6


@dataclass(slots=True)
class Watched:
    """A part and what is known about it."""

    part: Part
    pid: int
    trouble: str | None = None
    restarts: int = 0
    deaths_in_a_row: int = 0
    started_at: float = 0.0
    start_again_at: float | None = None
    asked_at: float = 0.0
    question: Future[str | None] | None = field(default=None, repr=False)

    @property
    def state(self) -> str:
        """Return "well", or what is wrong."""
        if self.start_again_at is not None:
            return f"ended; starts again in {max(0.0, self.start_again_at - time.monotonic()):.0f} s"
        return self.trouble or "well"


class Supervisor:
    """The parts of one fleet under watch. Call `turn` again and again; it never blocks."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._asking = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")
        self.watched: dict[str, Watched] = {}
        self.notes: deque[str] = deque(maxlen=KEPT_NOTES)

    def watch(self, part: Part) -> None:
        """Watch a part that the fleet has started."""
        process = self._fleet.running().get(part.name)
        self.watched[part.name] = Watched(part, process.pid if process else 0, started_at=time.monotonic())

    def well(self) -> bool:
        """Say whether every part works."""
        return all(each.trouble is None and each.start_again_at is None for each in self.watched.values())

    def turn(self) -> list[str]:
        """Notice the dead, start what is due, ask what is due; return what happened, in sentences."""
        happened = []
        for name, code in self._fleet.ended().items():
            if name in self.watched:
                happened.append(self._mourn(self.watched[name], code))
        now = time.monotonic()
        for each in self.watched.values():
            if each.start_again_at is not None and each.start_again_at <= now:
                happened.append(self._start_again(each))
            self._ask(each, now)
        self.notes.extend(f"{time.strftime('%H:%M:%S')}  {sentence}" for sentence in happened)
        return happened

    def close(self) -> None:
        """Ask no more."""
        self._asking.shutdown(wait=False, cancel_futures=True)

    def _mourn(self, each: Watched, code: int) -> str:
        now = time.monotonic()
        if now - each.started_at >= STEADY_S:
            each.deaths_in_a_row = 0
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**each.deaths_in_a_row)
        each.deaths_in_a_row += 1
        each.start_again_at = now + pause_s
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return f"{each.part.name} {how}; it starts again in {pause_s:g} s"

    def _start_again(self, each: Watched) -> str:
        each.pid = self._fleet.start(each.part).pid
        each.restarts += 1
        each.started_at, each.start_again_at, each.trouble = time.monotonic(), None, "starting"
        return f"{each.part.name} was started again (process {each.pid})"

    def _ask(self, each: Watched, now: float) -> None:
        if each.question is not None:
            if not each.question.done():
                return
            trouble, each.question = each.question.result(), None
            if each.start_again_at is None:
                each.trouble = trouble
        if each.start_again_at is None and now - each.asked_at >= ASK_EVERY_S:
            each.asked_at = now
            each.question = self._asking.submit(each.part.trouble)
