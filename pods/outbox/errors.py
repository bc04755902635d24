"""What the outbox refuses, as a tree. The docstring of a class is its default message.

OutboxError
├── HandlerWrong
├── HandlerUnknown
├── VersionUnknown
├── DeliveryUnknown
└── BrokerDown
"""

import inspect


class OutboxError(RuntimeError):
    """The outbox cannot do this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class HandlerWrong(OutboxError):
    """A handler's declaration contradicts itself or another handler's."""


class HandlerUnknown(OutboxError):
    """No app declares a handler of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No handler is named {name!r}. Declare it in an installed app's handlers.py, or discard this."
        )


class VersionUnknown(OutboxError):
    """The handler does not take this version of the event."""

    def __init__(self, handler: str, event: str, version: int, taken: frozenset[int]) -> None:
        known = ", ".join(map(str, sorted(taken)))
        super().__init__(
            f"{handler} takes version {known} of {event}, not {version}. Deploy code that knows it, then replay."
        )


class DeliveryUnknown(OutboxError):
    """There is no such parked delivery: it was handled, replayed or discarded meanwhile."""


class BrokerDown(OutboxError):
    """The broker cannot be reached; the deliveries wait in the database."""
