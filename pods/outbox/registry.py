"""Which handlers there are. Each app declares its own in handlers.py; apps.py imports them all at start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pods.outbox.errors import HandlerUnknown, HandlerWrong
from pods.outbox.types import TIMERS_DUE, HandlerClass, HandlerKind, LocalHandler, RemoteHandler

CALL_TIMEOUT_S = 10.0
MAX_TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """One handler's declaration. `run` is a LocalHandler or a RemoteHandler, as `kind` says."""

    name: str
    event: str
    versions: frozenset[int]
    kind: HandlerKind
    work: HandlerClass
    permissions: frozenset[str]
    ordered: bool
    max_tries: int
    timeout_s: float
    run: Any


class Registry:
    """All handlers by name and by event, in the order of their declaration."""

    def __init__(self) -> None:
        self._by_name: dict[str, Handler] = {}
        self._by_event: dict[str, list[Handler]] = {}

    def add(self, handler: Handler) -> None:
        """Take a handler in; raises HandlerWrong when its name is taken or it could never run."""
        if handler.name in self._by_name:
            raise HandlerWrong(f"Two handlers are named {handler.name!r}; deliveries name one.")
        if not handler.versions:
            raise HandlerWrong(f"{handler.name} names no version of {handler.event}; say versions={{1}}.")
        if handler.max_tries < 1:
            raise HandlerWrong(f"{handler.name} must be tried at least once; max_tries is {handler.max_tries}.")
        self._by_name[handler.name] = handler
        self._by_event.setdefault(handler.event, []).append(handler)

    def find(self, name: str) -> Handler | None:
        """Return the handler of this name, or None."""
        return self._by_name.get(name)

    def named(self, name: str) -> Handler:
        """Return the handler of this name; raises HandlerUnknown."""
        found = self._by_name.get(name)
        if found is None:
            raise HandlerUnknown(name)
        return found

    def of_event(self, event: str) -> list[Handler]:
        """Return the handlers that get a delivery of each such event."""
        return list(self._by_event.get(event, ()))

    def all(self) -> list[Handler]:
        """Return every handler."""
        return list(self._by_name.values())


registry = Registry()


def handler(
    name: str,
    *,
    event: str,
    versions: set[int] | frozenset[int],
    work: HandlerClass,
    permissions: frozenset[str] = frozenset(),
    ordered: bool | None = None,
    max_tries: int = MAX_TRIES,
) -> Callable[[LocalHandler], LocalHandler]:
    """Declare a local handler: a function of EventFacts whose effect commits with the end of its delivery.

    It acts as `system:<name>` with `permissions`. Unless told otherwise it gets the events of one subject in order,
    and timers (`event=TIMERS_DUE`) in none.
    """

    def declare(run: LocalHandler) -> LocalHandler:
        registry.add(
            Handler(
                name=name,
                event=event,
                versions=frozenset(versions),
                kind=HandlerKind.LOCAL,
                work=work,
                permissions=permissions,
                ordered=event != TIMERS_DUE if ordered is None else ordered,
                max_tries=max_tries,
                timeout_s=CALL_TIMEOUT_S,
                run=run,
            )
        )
        return run

    return declare


def remote_handler[Remote: type[RemoteHandler[Any, Any]]](
    name: str,
    *,
    event: str,
    versions: set[int] | frozenset[int],
    work: HandlerClass,
    permissions: frozenset[str] = frozenset(),
    ordered: bool | None = None,
    max_tries: int = MAX_TRIES,
    timeout_s: float = CALL_TIMEOUT_S,
) -> Callable[[Remote], Remote]:
    """Declare a remote handler: a class without constructor arguments that follows the RemoteHandler protocol.

    `timeout_s` must be shorter than a claim lasts; a system check compares them.
    """

    def declare(remote: Remote) -> Remote:
        registry.add(
            Handler(
                name=name,
                event=event,
                versions=frozenset(versions),
                kind=HandlerKind.REMOTE,
                work=work,
                permissions=permissions,
                ordered=event != TIMERS_DUE if ordered is None else ordered,
                max_tries=max_tries,
                timeout_s=timeout_s,
                run=remote(),
            )
        )
        return remote

    return declare
