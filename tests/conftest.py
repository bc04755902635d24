"""Fixtures of every test. Most tests run inside transactions on the directory and both pods that are rolled back."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client

from pods.db.current import find_current_shop, set_current_shop, shop_selected
from pods.directory.models import Shop
from pods.routing.closing import delete_shop
from pods.routing.opening import NewShop, open_shop
from pods.routing.route_source import routes
from pods.routing.shops import public_shop
from tests.fleet import Fleet, make_fleet
from tests.probe.databases import make_probe_tables

ROLLED_BACK = frozenset({"shop", "other_shop", "far_shop", "public"})

type MakeShop = Callable[..., Shop]
type Inside = Callable[[Shop], AbstractContextManager[Shop]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open (and roll back) a transaction on every database for tests that use one of the shops."""
    for item in items:
        wanted = ROLLED_BACK & set(getattr(item, "fixturenames", ()))
        if wanted and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases="__all__"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """`manage.py test` has made and migrated the databases; here the fleet's rows and the probes' tables come in."""
    with django_db_blocker.unblock():
        make_fleet()
        make_probe_tables()
        for connection in connections.all():
            connection.close()


@pytest.fixture(scope="session")
def fleet(django_db_setup: None, django_db_blocker: Any) -> Fleet:
    """The ids of the fleet's shops."""
    with django_db_blocker.unblock():
        made = make_fleet()
        for connection in connections.all():
            connection.close()
    return made


def _forget_fences() -> None:
    for connection in connections.all(initialized_only=True):
        connection.fence = None  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_shop_left() -> Iterator[None]:
    """Leave no shop selected, and no fence or route remembered, for the next test."""
    yield
    set_current_shop(None)
    _forget_fences()
    routes().clear()


@contextmanager
def _inside(shop: Shop) -> Iterator[Shop]:
    _forget_fences()
    with shop_selected(shop):
        yield shop
    _forget_fences()


@pytest.fixture
def inside() -> Inside:
    """Select another shop inside the block, as if in a transaction of its own (one transaction fences one shop)."""
    return _inside


def _clean_caches() -> None:
    for alias in settings.CACHES:
        if alias != "default":
            caches[alias].client.get_client().flushdb()  # type: ignore[attr-defined]


@pytest.fixture
def shop(db: None, fleet: Fleet) -> Iterator[Shop]:
    """A shop in pod_1, selected."""
    _clean_caches()
    found = Shop.objects.get(pk=fleet.acme)
    with shop_selected(found):
        yield found


@pytest.fixture
def other_shop(db: None, fleet: Fleet) -> Shop:
    """Another shop in pod_1."""
    return Shop.objects.get(pk=fleet.birch)


@pytest.fixture
def far_shop(db: None, fleet: Fleet) -> Shop:
    """A shop in pod_2."""
    return Shop.objects.get(pk=fleet.cedar)


@pytest.fixture
def public(db: None) -> Shop:
    """The public tenant, not selected."""
    return public_shop()


@pytest.fixture
def browser_at() -> Callable[[Shop], Client]:
    """A browser that visits a shop's own host, or the platform's for the public tenant."""

    def visit(shop: Shop) -> Client:
        host = settings.PLATFORM_HOST if shop.is_public else shop.first_host
        return Client(HTTP_HOST=host)

    return visit


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits, for tests that need them: whoever makes rows takes them away again."""
    with django_db_blocker.unblock():
        yield
        for connection in connections.all():
            connection.close()


@pytest.fixture
def make_shop(committed: None, fleet: Fleet) -> Iterator[MakeShop]:
    """Open shops of the test's own, committed; they are deleted afterwards."""
    handles: list[str] = []

    def make(*, pod_number: int = 1, **facts: Any) -> Shop:
        handle = f"t{uuid.uuid4().hex[:12]}"
        handles.append(handle)
        new = NewShop(**{"handle": handle, "name": handle, "owner_email": f"owner@{handle}.example", **facts})
        return open_shop(new, pod_number=pod_number)

    yield make
    assert find_current_shop() is None, "select shops in a with block"
    for handle in handles:
        if Shop.objects.filter(schema_name=handle).exists():
            delete_shop(handle)
