"""The one way out of the current shop: for reads over all shops of a database, with a stated reason."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from pods.db.current import scope_lifted_for

log = structlog.get_logger(__name__)

_told: set[str] = set()


@contextmanager
def across_shops(*, reason: str) -> Iterator[None]:
    """Let reads inside the block see every shop's rows of the database they name; writes are refused.

    Each reason is logged once by each process: a relay reads across shops many times a second.
    tests/architecture/across_shops.txt lists every place that may call this.
    """
    if not reason:
        raise ValueError("across_shops() needs a reason.")
    if reason not in _told:
        _told.add(reason)
        log.info("across_shops", reason=reason)
    with scope_lifted_for(reason):
        yield
