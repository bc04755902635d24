"""A form that is sent twice does its work once.

The second send finds what the first one made. If both run at once, the later one finds out under its locks, gives up
all it did, and returns the first one's.
"""

from collections.abc import Callable

from pods.routing.service import service


class DoneMeanwhile(Exception):
    """Another run of the same form was first. Only `once` sees this."""


def once[R](find: Callable[[], R | None], act: Callable[[], R]) -> R:
    """Return what the form made before, else let it act, in a savepoint. `act` raises DoneMeanwhile when it is late."""
    known = find()
    if known is not None:
        return known
    try:
        return service(act)()
    except DoneMeanwhile:
        known = find()
        if known is None:
            raise
        return known
