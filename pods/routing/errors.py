"""What routing and services refuse, as a tree. The docstring of a class is its default message.

RoutingError
├── ShopUnavailable
│   └── PodBehind
├── ShopElsewhere
├── UnknownOutcome
├── TransactionBroken
├── DirectoryDown
├── NotAllowed
├── NetworkInService
└── ServiceNeeded
"""

import inspect

from django.db.utils import InterfaceError, OperationalError

from pods.db.errors import DEADLOCK

LOCK_WAIT = 1205
LOST_CONNECTION = frozenset({2006, 2013, 2055, 4031})
OUTAGE = LOST_CONNECTION | {1040, 1053, 1129, 1203, 1317, 1927, 2002, 2003, 2005, DEADLOCK, LOCK_WAIT}


class RoutingError(Exception):
    """A request or job could not reach its shop."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class ShopUnavailable(RoutingError):
    """The shop cannot be served for a moment. Nothing was changed; try again."""

    retry_after_s = 2


class PodBehind(ShopUnavailable):
    """The pod's schema is behind the code: it is out of service until it is migrated."""

    retry_after_s = 30


class ShopElsewhere(RoutingError):
    """The shop is served by another pod than the one this process is pinned to."""


class UnknownOutcome(RoutingError):
    """The connection was lost while the change was being committed: it may or may not have happened."""


class TransactionBroken(RoutingError):
    """The service went on after an error of the database that had broken its transaction. Nothing was changed."""


class DirectoryDown(RoutingError):
    """The directory cannot be asked, and nothing is known about this host."""


class NotAllowed(RoutingError):
    """The actor lacks a permission."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"This needs the permission {permission}.")
        self.permission = permission


class NetworkInService(RoutingError):
    """A network call was about to be made inside a service's transaction. Make it a remote delivery."""


class ServiceNeeded(RoutingError):
    """This belongs inside a service: it must be written in the transaction of the change it tells of."""


def error_code(error: BaseException) -> int:
    """Return the server's or client library's error number, 0 when there is none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def is_outage(error: BaseException) -> bool:
    """Say whether a database could not answer for now: down, hung, out of connections, or locked for too long."""
    if isinstance(error, InterfaceError):
        return True
    return isinstance(error, OperationalError) and error_code(error) in OUTAGE
