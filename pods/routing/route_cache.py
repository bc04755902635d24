"""Host → shop, kept in the process: a warm request asks the directory nothing.

Bounded (hosts that no shop has are kept apart, so inventing them evicts no shop), with a time to live and a
version counter in the directory's Redis: when a process sees the counter rise, what it knew counts as old. With
the directory down, old routes go on. See docs/guides/routing.md for the guarantees.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.db.utils import InterfaceError, OperationalError

from pods.directory.models import Shop
from pods.routing.errors import DirectoryDown

MOST_ROUTES = 50_000
MOST_UNKNOWN = 10_000


@dataclass(slots=True)
class _Route:
    """What is known of one host, and since when; `shop` is None when no shop has it."""

    shop: Shop | None
    version: int
    old_at: float
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """How long things are believed, in seconds."""

    route_ttl_s: float = 300.0
    unknown_ttl_s: float = 5.0
    version_every_s: float = 0.5
    without_version_ttl_s: float = 5.0
    directory_retry_s: float = 2.0


class RouteCache:
    """The routes one process knows. Threads share it; a lock guards only its changes."""

    def __init__(
        self,
        *,
        find: Callable[[str], Shop | None],
        read_version: Callable[[], int | None],
        waits: Waits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._find, self._read_version, self._clock = find, read_version, clock
        self._waits = waits or Waits()
        self._known: dict[str, _Route] = {}
        self._unknown: dict[str, _Route] = {}
        self._lock = Lock()
        self._version = 0
        self._has_version = True
        self._version_due = 0.0
        self._directory_due = 0.0

    def shop_at(self, host: str) -> Shop | None:
        """Return the open shop at a host, None when no shop has it; raises DirectoryDown when nobody knows."""
        now = self._clock()
        if now >= self._version_due:
            self._see_version(now)
        route = self._known.get(host) or self._unknown.get(host)
        if route is not None and (route.asked or (route.version == self._version and now < route.old_at)):
            return route.shop
        return self._ask(host, route, now)

    def __len__(self) -> int:
        return len(self._known) + len(self._unknown)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()
            self._unknown.clear()
            self._version_due = self._directory_due = 0.0

    def _see_version(self, now: float) -> None:
        with self._lock:
            if now < self._version_due:
                return
            self._version_due = now + self._waits.version_every_s
        version = self._read_version()
        with self._lock:
            self._has_version = version is not None
            if version is None:
                self._version_due = now + self._waits.directory_retry_s
            else:
                self._version = version

    def _ask(self, host: str, route: _Route | None, now: float) -> Shop | None:
        """Read one host from the directory; other requests for it meanwhile get what was known before."""
        version = self._version
        if now < self._directory_due:
            return self._old(route)
        if route is not None:
            route.asked = True
        try:
            shop = self._find(host)
        except (OperationalError, InterfaceError):
            self._directory_due = self._clock() + self._waits.directory_retry_s
            return self._old(route)
        finally:
            if route is not None:
                route.asked = False
        self._keep(host, shop, version)
        return shop

    @staticmethod
    def _old(route: _Route | None) -> Shop | None:
        if route is None:
            raise DirectoryDown
        return route.shop

    def _keep(self, host: str, shop: Shop | None, version: int) -> None:
        ttl_s = self._waits.unknown_ttl_s if shop is None else self._waits.route_ttl_s
        if not self._has_version:
            ttl_s = min(ttl_s, self._waits.without_version_ttl_s)
        with self._lock:
            self._known.pop(host, None)
            self._unknown.pop(host, None)
            routes, most = (self._unknown, MOST_UNKNOWN) if shop is None else (self._known, MOST_ROUTES)
            while len(routes) >= most:
                del routes[next(iter(routes))]
            routes[host] = _Route(shop, version, self._clock() + ttl_s)
