"""Each connection sets its session, reads it back, and refuses a server that is not what a pod needs."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Self

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.utils import InterfaceError, OperationalError

from config.settings.environment import database
from pods.db.base import DatabaseWrapper
from pods.db.current import shop_selected
from pods.db.errors import KeysWrong
from tests.conftest import MakeShop
from tests.pods.db.workbench import connection_as
from tests.probe.shops.models import LIBRARY

type Connect = Callable[..., DatabaseWrapper]

DEADLINE_S = 10.0


@pytest.fixture
def connect(committed: None) -> Iterator[Connect]:
    """Connections of the test's own, closed afterwards."""
    opened: list[DatabaseWrapper] = []

    def open_one(user: str = "app", alias: str = "pod_1", **settings: Any) -> DatabaseWrapper:
        opened.append(connection_as(user, alias, **settings))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()


def answer(connection: Any, sql: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


@pytest.mark.parametrize(("alias", "prefix", "pod"), [("default", "DIRECTORY", None), ("pod_1", "POD_1", 1)])
def test_the_application_reads_what_is_committed_and_never_waits_long(
    connect: Connect, alias: str, prefix: str, pod: int | None
) -> None:
    """With the settings that the web has: the tests' own let a transaction idle for as long as a test takes."""
    settings = {**connections[alias].settings_dict, **database(prefix, pod=pod)}
    own = connect(alias=alias, **settings)
    assert answer(
        own,
        "SELECT @@tx_isolation, @@innodb_lock_wait_timeout, @@idle_transaction_timeout, @@time_zone",
    ) == ("READ-COMMITTED", 3, 5, "+00:00")
    assert "STRICT_TRANS_TABLES" in answer(own, "SELECT @@sql_mode")[0]
    assert own.settings_dict["OPTIONS"]["connect_timeout"] == 1
    assert own.settings_dict["OPTIONS"]["read_timeout"] == own.settings_dict["OPTIONS"]["write_timeout"] == 5


def test_a_transaction_left_alone_is_ended_by_the_server(connect: Connect) -> None:
    """The limit is a second here: its locks go, and whoever comes back to it learns so."""
    idle, watcher = connect(IDLE_TRANSACTION_S=1), connect("root")
    idle.set_autocommit(False)
    number = answer(idle, "SELECT CONNECTION_ID()")[0]
    answer(idle, "SELECT 1 FROM residency LIMIT 1")
    deadline = time.monotonic() + DEADLINE_S
    while answer(watcher, "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %s", number)[0]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with pytest.raises((OperationalError, InterfaceError)):
        answer(idle, "SELECT 1")


def test_a_lock_is_waited_for_as_long_as_the_settings_say(connect: Connect, make_shop: MakeShop) -> None:
    shop = make_shop()
    holder, waiter = connect(), connect(LOCK_WAIT_S=1)
    holder.set_autocommit(False)
    lock = "SELECT 1 FROM residency WHERE shop_id = %s FOR UPDATE"
    answer(holder, lock, shop.pk)
    began = time.monotonic()
    with pytest.raises(OperationalError) as refusal:
        answer(waiter, lock, shop.pk)
    assert refusal.value.args[0] == 1205
    assert 0.9 < time.monotonic() - began < DEADLINE_S
    holder.rollback()


def test_a_server_that_hands_out_another_pods_ids_is_refused(connect: Connect) -> None:
    """pod_2's alias on pod_1's server, as after a mixed-up address."""
    mixed_up = connect(POD=2)
    mixed_up.alias = "pod_2"
    with pytest.raises(KeysWrong) as refusal:
        mixed_up.ensure_connection()
    assert str(refusal.value) == (
        "pod_2 must hand out ids 2, 1026, …: set auto_increment_increment=1024 and auto_increment_offset=2 "
        "on its server (they are 1024 and 1)."
    )
    assert mixed_up.connection is None


def test_a_server_that_hands_out_every_id_is_refused_as_a_pod(connect: Connect) -> None:
    with pytest.raises(KeysWrong, match=r"\(they are 1 and 1\)"):
        connect(alias="default", POD=1).ensure_connection()


class OtherServer:
    """A connection to a server that answers the question after its session with this row."""

    def __init__(self, *row: Any) -> None:
        self.row = row

    def cursor(self) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, sql: str) -> None:
        assert "VERSION()" in sql

    def fetchone(self) -> tuple[Any, ...]:
        return self.row


RIGHT = ("READ-COMMITTED", 1024, 1, "STRICT_TRANS_TABLES")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("8.4.3", *RIGHT), r"this server is MySQL 8\.4\.3.*RETURNING"),
        (("8.0.36-28-percona", *RIGHT), r"this server is MySQL 8\.0\.36"),
        (("10.5.27-MariaDB-log", *RIGHT), r"10\.6 or newer is needed, and this is 10\.5\.27"),
        (("5.5.68-MariaDB", *RIGHT), r"10\.6 or newer is needed, and this is 5\.5\.68"),
        (("11.4.3-MariaDB", "REPEATABLE-READ", *RIGHT[1:]), "refused READ COMMITTED"),
        (("11.4.3-MariaDB", *RIGHT[:3], "NO_ENGINE_SUBSTITUTION"), "strict mode"),
    ],
)
def test_a_server_that_is_no_recent_mariadb_is_refused_by_name(row: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        connection_as("app")._verify_session(OtherServer(*row))


@pytest.mark.parametrize("version", ["10.6.4-MariaDB", "10.11.14-MariaDB-0+deb12u2", "12.0.2-MariaDB"])
def test_a_recent_mariadb_is_taken(version: str) -> None:
    connection_as("app")._verify_session(OtherServer(version, *RIGHT))


def test_a_new_connection_has_no_fence_and_no_savepoint_of_the_old_one(make_shop: MakeShop) -> None:
    shop = make_shop()
    connection: Any = connections["pod_1"]
    with shop_selected(shop):
        with transaction.atomic(using="pod_1"), transaction.atomic(using="pod_1"):
            LIBRARY.Tag.objects.create(word="w")
            assert connection.fence.shop_id == shop.pk
            assert len(connection.open_savepoints) == 1
        connection.close()
        assert connection.fence is None
        assert connection.open_savepoints == []
        LIBRARY.Tag.objects.create(word="x")
    assert connection.fence is None
