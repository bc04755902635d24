"""Counts what each shop uses: requests, database time, jobs. The one hook that quotas and bills will stand on.

Kept in the process, bounded; `take()` hands the figures over and starts again.
"""

from dataclasses import dataclass
from threading import Lock

MOST_SHOPS = 20_000


@dataclass(slots=True)
class Usage:
    """What one shop used since the last `take()`; times in seconds."""

    requests: int = 0
    jobs: int = 0
    database_s: float = 0.0


_lock = Lock()
_used: dict[int, Usage] = {}


def count(shop_id: int, *, requests: int = 0, jobs: int = 0, database_s: float = 0.0) -> None:
    """Add to a shop's usage. When too many shops were seen since the last `take()`, the rest count as shop 0."""
    with _lock:
        if shop_id not in _used and len(_used) >= MOST_SHOPS:
            shop_id = 0
        used = _used.setdefault(shop_id, Usage())
        used.requests += requests
        used.jobs += jobs
        used.database_s += database_s


def take() -> dict[int, Usage]:
    """Return the usage by shop id since the last call, and start again."""
    global _used
    with _lock:
        taken, _used = _used, {}
    return taken
