"""Bounds how many requests of this process wait for one pod, so that a pod that hangs cannot hold every thread.

A request of a shop first reads one row in its pod. A healthy pod answers within a millisecond: hardly two requests
ever stand there together. Before a pod that hangs a few may wait; as soon as it is known to be in trouble only one
does, which finds out when that is over, and everybody else is refused at once.
"""

import time
from collections.abc import Callable
from threading import Condition
from types import TracebackType

from django.conf import settings

from pods.routing.errors import ShopUnavailable, is_outage

PATIENCE_S = 0.5
"""How long a request waits for room before a pod that was well: a thousand times what the row takes."""

TROUBLE_S = 5.0
"""How long after its last failure a pod counts as in trouble, unless it answers before."""


class Door:
    """The way of one process's requests to one pod; a context manager around the first question to it."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._inside = 0
        self._trouble_until = 0.0
        self._changed = Condition()

    def __enter__(self) -> None:
        """Go in; raises ShopUnavailable when there is no room."""
        with self._changed:
            if not self._has_room():
                self._wait()
            self._inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Go out and note whether the pod has answered."""
        with self._changed:
            self._inside -= 1
            failed = error is not None and is_outage(error)
            self._trouble_until = self._clock() + TROUBLE_S if failed else 0.0
            self._changed.notify()

    def _has_room(self) -> bool:
        return self._inside < (1 if self._is_in_trouble() else self._most)

    def _is_in_trouble(self) -> bool:
        return self._clock() < self._trouble_until

    def _wait(self) -> None:
        if not self._is_in_trouble():
            if self._changed.wait_for(self._has_room, PATIENCE_S):
                return
            self._trouble_until = self._clock() + TROUBLE_S
        raise ShopUnavailable("The shop's pod does not answer just now. Nothing was changed; try again.")


_doors: dict[str, Door] = {}


def door_of(alias: str) -> Door:
    """Return this process's door to a pod."""
    return _doors.get(alias) or _doors.setdefault(alias, Door(settings.WAITING_PER_POD))
