"""Who acts. Services check the actor's permission codes, never a user's role."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from pods.routing.errors import NotAllowed


class ActorKind(StrEnum):
    STAFF = "staff"
    OPERATOR = "operator"
    CUSTOMER = "customer"
    TOKEN = "token"
    APP = "app"
    SYSTEM = "system"


AUDITED = frozenset({ActorKind.STAFF, ActorKind.OPERATOR, ActorKind.TOKEN, ActorKind.APP})
"""Whose changes are written to the audit log; buyers' and system work is told by events."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: kind, id within its kind, a name for people, and what it may do (permission codes)."""

    kind: ActorKind
    id: str
    name: str = ""
    permissions: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def is_audited(self) -> bool:
        """Say whether this actor's changes belong in the audit log."""
        return self.kind in AUDITED


NOBODY = Actor(ActorKind.SYSTEM, "none")
BUYER = Actor(ActorKind.CUSTOMER, "guest")

_actor: ContextVar[Actor] = ContextVar("podium_actor", default=NOBODY)


def system_actor(name: str, permissions: frozenset[str] = frozenset()) -> Actor:
    """Return the actor of a handler or command: `system:<name>` with its declared permissions."""
    return Actor(ActorKind.SYSTEM, name, name, permissions)


def current_actor() -> Actor:
    """Return who acts; `system:none`, which may do nothing, when nobody was named."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let this actor act inside the block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def require(permission: str) -> None:
    """Raise NotAllowed unless the actor has this permission code."""
    if permission not in _actor.get().permissions:
        raise NotAllowed(permission)
