"""/readyz with parts that are down, hang, or are not what they should be: it names each, in bounded time."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from pods.routing import health, usage
from tests.conftest import MakeShop
from tests.fleet import Fleet

LONGEST_S = 4.0

type Change = Callable[..., None]


@pytest.fixture
def change(committed: None, fleet: Fleet) -> Iterator[Change]:
    """Change settings of an alias, as another environment would have them. Ask for shops before: they go after it."""
    before: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def apply(alias: str, **changes: Any) -> None:
        own = connections[alias].settings_dict
        connections[alias].close()
        before.append((own, {name: own[name] for name in changes}))
        own.update(changes)

    yield apply
    for own, values in reversed(before):
        own.update(values)
    for connection in connections.all(initialized_only=True):
        connection.close()


def readyz() -> tuple[int, dict[str, str], float]:
    began = time.monotonic()
    response = Client().get("/readyz", HTTP_HOST=settings.PLATFORM_HOST)
    return response.status_code, response.json()["parts"], time.monotonic() - began


def test_all_is_well(change: Change) -> None:
    status, parts, _took_s = readyz()
    assert (status, parts) == (200, {"directory": "ok", "pod_1": "ok", "pod_2": "ok"})


def test_a_pod_that_is_down_is_named_and_the_others_are_well(make_shop: MakeShop, change: Change) -> None:
    near, far = make_shop(), make_shop(pod_number=2)
    change("pod_1", PORT="1")
    status, parts, took_s = readyz()
    assert status == 200
    assert parts["pod_1"].startswith("database: Can't connect to server")
    assert (parts["directory"], parts["pod_2"]) == ("ok", "ok")
    assert took_s < LONGEST_S
    assert Client().get("/", HTTP_HOST=near.first_host).status_code == 503
    assert Client().get("/", HTTP_HOST=far.first_host).status_code == 200


def test_pods_that_hang_take_no_longer_than_one_of_them(change: Change) -> None:
    """Both addresses accept and say nothing, as a frozen server's do."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = str(silent.getsockname()[1])
        change("pod_1", HOST="127.0.0.1", PORT=port)
        change("pod_2", HOST="127.0.0.1", PORT=port)
        status, parts, took_s = readyz()
    assert status == 200
    assert parts["directory"] == "ok"
    assert parts["pod_1"].startswith("database: ")
    assert parts["pod_2"].startswith("database: ")
    assert took_s < LONGEST_S


def test_with_every_database_down_the_process_is_not_ready(change: Change) -> None:
    for alias in ("default", "pod_1", "pod_2"):
        change(alias, PORT="1")
    status, parts, took_s = readyz()
    assert status == 503
    assert all(state.startswith("database: Can't connect") for state in parts.values())
    assert took_s < LONGEST_S
    assert Client().get("/healthz", HTTP_HOST=settings.PLATFORM_HOST).status_code == 200


def test_a_server_that_hands_out_other_ids_is_out_of_service_with_its_reason(
    make_shop: MakeShop, change: Change
) -> None:
    near, far = make_shop(), make_shop(pod_number=2)
    change("pod_2", POD=9)
    status, parts, _took_s = readyz()
    assert status == 200
    assert parts["pod_2"].startswith("database: pod_2 must hand out ids 9, 1033")
    assert parts["pod_1"] == "ok"
    response = Client().get("/", HTTP_HOST=far.first_host)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert Client().get("/", HTTP_HOST=near.first_host).status_code == 200


def test_asking_leaves_no_connection_open(change: Change) -> None:
    def count() -> int:
        with connections["pod_1"].cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM information_schema.processlist")
            return int(cursor.fetchone()[0])

    before = count()
    for _ in range(5):
        readyz()
    deadline = time.monotonic() + LONGEST_S
    while count() > before:
        assert time.monotonic() < deadline


def test_usage_counts_a_shops_requests_and_database_time(make_shop: MakeShop) -> None:
    one, two = make_shop(), make_shop(pod_number=2)
    usage.take()
    for _ in range(3):
        assert Client().get("/", HTTP_HOST=one.first_host).status_code == 200
    assert Client().get("/", HTTP_HOST=two.first_host).status_code == 200
    Client().get("/", HTTP_HOST="nobody.example")
    used = usage.take()
    assert {shop_id: each.requests for shop_id, each in used.items()} == {one.pk: 3, two.pk: 1}
    assert all(0 < each.database_s < 10 and each.jobs == 0 for each in used.values())
    assert usage.take() == {}


def test_usage_stays_bounded_however_many_shops_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "MOST_SHOPS", 3)
    usage.take()
    for shop_id in (1, 2, 3, 4, 5, 1):
        usage.count(shop_id, jobs=1)
    used = usage.take()
    assert {shop_id: each.jobs for shop_id, each in used.items()} == {1: 2, 2: 1, 3: 1, 0: 2}


def test_the_outside_learns_that_a_part_is_out_of_service_but_not_why(change: Change) -> None:
    change("pod_1", PORT="1")
    for outside in ({"HTTP_X_FORWARDED_FOR": "203.0.113.5"}, {"REMOTE_ADDR": "203.0.113.5"}):
        told = Client().get("/readyz", HTTP_HOST=settings.PLATFORM_HOST, **outside).json()  # type: ignore[arg-type]
        assert told["parts"] == {"directory": "ok", "pod_1": health.OUT_OF_SERVICE, "pod_2": "ok"}


def test_while_one_request_asks_a_part_that_hangs_others_are_told_what_was_known(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = readyz()[1]
    asked, go_on = Event(), Event()

    def hang(alias: str) -> str:
        asked.set()
        go_on.wait(10)
        return "hangs"

    monkeypatch.setattr(health, "_state_asked_apart", hang)
    with ThreadPoolExecutor(max_workers=1) as pool:
        first = pool.submit(readyz)
        try:
            assert asked.wait(10)
            assert readyz()[1] == known
            assert not first.done()
        finally:
            go_on.set()
    assert set(first.result()[1].values()) == {"hangs"}
