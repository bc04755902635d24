"""The routes of one process: fresh, bounded, and good for something when the directory is down."""

from typing import Any

import pytest
from django.db.utils import OperationalError

from pods.directory.models import Shop
from pods.routing.errors import DirectoryDown
from pods.routing.route_cache import MOST_ROUTES, MOST_UNKNOWN, RouteCache


class Directory:
    """A directory that can be changed and switched off, and counts what it is asked."""

    def __init__(self) -> None:
        self.now = 100.0
        self.hosts: dict[str, Shop] = {}
        self.version: int | None = 1
        self.down = False
        self.asked: list[str] = []
        self.versions_read = 0

    def find(self, host: str) -> Shop | None:
        self.asked.append(host)
        if self.down:
            raise OperationalError(2002, "Can't connect to server")
        return self.hosts.get(host)

    def read_version(self) -> int | None:
        self.versions_read += 1
        return self.version

    def routes(self) -> RouteCache:
        return RouteCache(find=self.find, read_version=self.read_version, clock=lambda: self.now)


@pytest.fixture
def directory() -> Directory:
    made = Directory()
    made.hosts["fern.example"] = Shop(pk=1, schema_name="fern", pod_id=1)
    return made


def handle(found: Any) -> str | None:
    return found.handle if found is not None else None


def test_a_warm_route_asks_nobody(directory: Directory) -> None:
    routes = directory.routes()
    for _ in range(1000):
        assert handle(routes.shop_at("fern.example")) == "fern"
    assert directory.asked == ["fern.example"]
    assert directory.versions_read == 1


def test_a_change_shows_within_a_second(directory: Directory) -> None:
    routes = directory.routes()
    routes.shop_at("fern.example")
    directory.hosts["fern.example"] = Shop(pk=2, schema_name="moss", pod_id=2)
    directory.version = 2
    directory.now += 0.99
    assert handle(routes.shop_at("fern.example")) == "moss"


def test_a_change_of_an_unknown_host_shows_within_a_second(directory: Directory) -> None:
    routes = directory.routes()
    assert routes.shop_at("moss.example") is None
    directory.hosts["moss.example"] = Shop(pk=2, schema_name="moss", pod_id=2)
    directory.version = 2
    directory.now += 0.99
    assert handle(routes.shop_at("moss.example")) == "moss"


def test_without_a_counter_routes_age_faster(directory: Directory) -> None:
    directory.version = None
    routes = directory.routes()
    routes.shop_at("fern.example")
    del directory.hosts["fern.example"]
    directory.now += 5.1
    assert routes.shop_at("fern.example") is None


def test_with_the_directory_down_old_routes_go_on_and_it_is_asked_seldom(directory: Directory) -> None:
    routes = directory.routes()
    routes.shop_at("fern.example")
    directory.down = True
    directory.now += 3600
    asked = len(directory.asked)
    for _ in range(100):
        assert handle(routes.shop_at("fern.example")) == "fern"
    assert len(directory.asked) == asked + 1

    directory.now += 2.1
    directory.down = False
    directory.hosts.clear()
    assert routes.shop_at("fern.example") is None


def test_with_the_directory_down_an_unheard_host_is_neither_known_nor_unknown(directory: Directory) -> None:
    directory.down = True
    routes = directory.routes()
    with pytest.raises(DirectoryDown):
        routes.shop_at("fern.example")
    directory.down = False
    directory.now += 2.1
    assert handle(routes.shop_at("fern.example")) == "fern"


def test_a_million_invented_hosts_take_bounded_memory_and_evict_no_shop(directory: Directory) -> None:
    routes = directory.routes()
    routes.shop_at("fern.example")
    for number in range(1_000_000):
        routes.shop_at(f"{number}.example")
    assert len(routes) == MOST_UNKNOWN + 1
    directory.asked.clear()
    assert handle(routes.shop_at("fern.example")) == "fern"
    assert directory.asked == []


def test_many_shops_take_bounded_memory(directory: Directory) -> None:
    directory.hosts = {f"{number}.example": Shop(pk=1, schema_name="x", pod_id=1) for number in range(MOST_ROUTES + 9)}
    routes = directory.routes()
    for host in directory.hosts:
        routes.shop_at(host)
    assert len(routes) == MOST_ROUTES


def test_while_one_request_asks_the_others_get_what_was_known(directory: Directory) -> None:
    routes = directory.routes()
    routes.shop_at("fern.example")
    directory.now += 301
    inner: list[Any] = []
    find = directory.find

    def find_slowly(host: str) -> Shop | None:
        inner.append(handle(routes.shop_at(host)))
        return find(host)

    routes._find = find_slowly
    assert handle(routes.shop_at("fern.example")) == "fern"
    assert inner == ["fern"]
    assert directory.asked == ["fern.example", "fern.example"]
