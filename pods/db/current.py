"""Who is the current shop: a ContextVar, so it survives async hops and a new thread has none.

Three values are kept apart: unset (every use of a shop-owned model raises NoShop), the public tenant
(the platform itself, chosen explicitly; its rows live in the directory), and a shop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from pods.db.errors import NoShop

DIRECTORY = "default"
PUBLIC_NAME = "public"


def pod_alias(number: int) -> str:
    """Return the database alias of the pod with this number."""
    return f"pod_{number}"


class CurrentShop(Protocol):
    """What the machinery needs to know of the current shop."""

    @property
    def pk(self) -> int | None:
        """The shop's id, the same on every pod; None only for a name that is no shop yet."""

    @property
    def schema_name(self) -> str:
        """The handle; "public" for the platform itself."""

    @property
    def database(self) -> str | None:
        """The alias of the database that holds the shop's rows; None before the shop has a pod."""

    @property
    def epoch(self) -> int:
        """How often the shop has changed pods."""


class PublicByName:
    """The public tenant before its row has been read: for migrations and the first command."""

    pk: int | None = None
    schema_name = PUBLIC_NAME
    database: str | None = DIRECTORY
    epoch = 0
    domain_url = None


_current: ContextVar[CurrentShop | None] = ContextVar("podium_current_shop", default=None)
_lifted: ContextVar[str] = ContextVar("podium_scope_lifted", default="")


def find_current_shop() -> CurrentShop | None:
    """Return the current shop, or None when it is unset."""
    return _current.get()


def current_shop() -> CurrentShop:
    """Return the current shop; raises NoShop when it is unset."""
    shop = _current.get()
    if shop is None:
        raise NoShop
    return shop


def current_shop_id() -> int:
    """Return the current shop's id; raises NoShop when there is none."""
    shop_id = current_shop().pk
    if shop_id is None:
        raise NoShop("The public tenant has no row here yet. Run `manage.py migrate_schemas` first.")
    return shop_id


def current_database() -> str:
    """Return the alias of the database that holds the current shop's rows."""
    shop = current_shop()
    if shop.database is None:
        raise NoShop(f"{shop.schema_name} has no pod.")
    return shop.database


def set_current_shop(shop: CurrentShop | None) -> None:
    """Make this the current shop until it is set again; None unsets it. `shop_selected` is the scoped form."""
    _current.set(shop)


@contextmanager
def shop_selected(shop: CurrentShop | None) -> Iterator[None]:
    """Make this the current shop inside the block, None for no shop at all."""
    token = _current.set(shop)
    try:
        yield
    finally:
        _current.reset(token)


def scope_lifted() -> bool:
    """Say whether reads may leave the current shop here (see pods.isolation.scope)."""
    return bool(_lifted.get())


@contextmanager
def scope_lifted_for(reason: str) -> Iterator[None]:
    """Let reads leave the current shop inside the block. Only pods.isolation.scope calls this."""
    token = _lifted.set(reason)
    try:
        yield
    finally:
        _lifted.reset(token)
