"""Tells the person at the terminal what is going on: one line a step, on stderr, so that stdout stays data."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

HEARTBEAT_S = 10.0


def say(text: str) -> None:
    """Print one line for people."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step, repeat every ten seconds that it still goes on, and say how long it took."""
    say(f"  {text} …")
    started = time.monotonic()
    over = Event()

    def repeat() -> None:
        while not over.wait(HEARTBEAT_S):
            say(f"  {text} … {time.monotonic() - started:.0f} s so far")

    heartbeat = Thread(target=repeat, daemon=True)
    heartbeat.start()
    try:
        yield
    finally:
        over.set()
        heartbeat.join()
    say(f"  {text}: done in {time.monotonic() - started:.1f} s")
