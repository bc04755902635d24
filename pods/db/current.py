"""Who is the current shop: a ContextVar, so it survives async hops and a new thread has none.

Three values are kept apart: unset (every use of a shop-owned model raises NoShop), the public tenant
(the platform itself, chosen explicitly; its rows live in the directory), and a shop.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Protocol

from pods.db.errors import NoShop

DIRECTORY = "default"
PUBLIC_NAME = "public"


@cache
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


class NamedTenant:
    """A tenant known by its name only, without rows: a pod that is migrated, a tenant that django-tenants makes up."""

    pk: int | None = None
    database: str | None = None
    epoch = 0
    domain_url = None

    def __init__(self, schema_name: str) -> None:
        self.schema_name = schema_name


class PublicByName:
    """The public tenant, selected by its name. Its row is read when its id or epoch is needed, and then remembered."""

    schema_name = PUBLIC_NAME
    database: str | None = DIRECTORY
    domain_url = None

    @property
    def pk(self) -> int | None:
        """Return the row's id, None before the first migration."""
        return _public_row()[0]

    @property
    def epoch(self) -> int:
        """Return the row's epoch: cache keys carry it."""
        return _public_row()[1]


@cache
def _read_public_row() -> tuple[int, int]:
    from django_tenants.utils import get_tenant_model

    rows = get_tenant_model()._base_manager.using(DIRECTORY).filter(schema_name=PUBLIC_NAME)
    found: tuple[int, int] = rows.values_list("pk", "epoch").get()
    return found


def _public_row() -> tuple[int | None, int]:
    """Return id and epoch of the platform's own row, which never change; before the first migration there is none."""
    from django.core.exceptions import ObjectDoesNotExist
    from django.db.utils import ProgrammingError

    try:
        return _read_public_row()
    except (ObjectDoesNotExist, ProgrammingError):
        return None, 0


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
    shop = current_shop()
    shop_id = shop.pk
    if shop_id is None:
        if shop.schema_name == PUBLIC_NAME:
            raise NoShop("The public tenant has no row here yet. Run `manage.py migrate_schemas` first.")
        raise NoShop(_only_a_name(shop))
    return shop_id


def current_database() -> str:
    """Return the alias of the database that holds the current shop's rows."""
    shop = current_shop()
    if shop.database is None:
        raise NoShop(_only_a_name(shop) if shop.pk is None else f"{shop.schema_name} has no pod.")
    return shop.database


def _only_a_name(shop: CurrentShop) -> str:
    return f"{shop.schema_name} is only a name here: rows are reached shop by shop."


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


_left: ContextVar[tuple[CurrentShop | None, ...]] = ContextVar("podium_shops_left", default=())


def enter_shop(shop: CurrentShop | None) -> None:
    """Make this the current shop until `leave_shop`: the two halves of shop_selected, for a class with __enter__."""
    _left.set((*_left.get(), _current.get()))
    _current.set(shop)


def leave_shop() -> None:
    """Make that the current shop again which was so before the last `enter_shop` of this context; None if none was."""
    *earlier, previous = _left.get()
    _left.set(tuple(earlier))
    _current.set(previous)


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
