"""The servers as they run: what they are set to, and what each database user may not do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import MySQLdb
import pytest
import redis

from config.bootstrap.mariadb import DURABLE

DENIED = {1044, 1045, 1142, 1227, 1370, 1698}
"""Access denied: to a database, at all, to a table, for want of a privilege."""


@contextmanager
def _connected(variable: str, **changes: Any) -> Iterator[Any]:
    url = urlsplit(os.environ[variable])
    fields = {
        "host": url.hostname,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.path.strip("/"),
        "connect_timeout": 5,
        "read_timeout": 10,
    }
    connection = MySQLdb.connect(**(fields | changes))
    try:
        yield connection.cursor()
    finally:
        connection.close()


def _refused(variable: str, statement: str) -> None:
    with _connected(variable) as cursor, pytest.raises(MySQLdb.Error) as refused:
        cursor.execute(statement)
    assert refused.value.args[0] in DENIED, refused.value


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intruder (id INT)",
        "ALTER TABLE django_migrations ADD COLUMN x INT",
        "DROP TABLE django_migrations",
        "CREATE DATABASE intruder",
        "SET SESSION sql_log_bin = 0",
        "SET SESSION binlog_format = 'STATEMENT'",
        "SET GLOBAL auto_increment_offset = 7",
        "SELECT * FROM mysql.global_priv",
        "SHOW MASTER STATUS",
        "SHUTDOWN",
        "CREATE USER x",
    ],
)
def test_the_app_may_only_read_and_write_rows(statement: str) -> None:
    _refused("POD_1_DATABASE_URL", statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE DATABASE intruder",
        "SET SESSION sql_log_bin = 0",
        "SET GLOBAL read_only = 1",
        "SELECT * FROM mysql.global_priv",
        "SHOW MASTER STATUS",
        "GRANT SELECT ON podium.* TO 'app'@'127.0.0.1'",
    ],
)
def test_the_migrator_may_do_nothing_outside_its_database(statement: str) -> None:
    _refused("POD_1_DATABASE_MIGRATOR_URL", statement)


def test_the_migrator_makes_and_drops_tables() -> None:
    with _connected("POD_1_DATABASE_MIGRATOR_URL") as cursor:
        cursor.execute("CREATE TABLE podium.made_by_a_test (id INT PRIMARY KEY)")
        cursor.execute("DROP TABLE podium.made_by_a_test")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intruder (id INT)",
        "DROP TABLE django_migrations",
        "SET SESSION sql_log_bin = 0",
        "SELECT * FROM mysql.global_priv",
        "SET GLOBAL read_only = 1",
    ],
)
def test_the_mover_may_not_change_tables_or_hide_its_writes(statement: str) -> None:
    _refused("POD_1_DATABASE_MOVER_URL", statement)


def test_the_mover_reads_where_the_binlog_is_and_who_is_in_its_way() -> None:
    with _connected("POD_1_DATABASE_MOVER_URL") as cursor:
        cursor.execute("SHOW MASTER STATUS")
        assert cursor.fetchone()[0].startswith("binlog.")
        cursor.execute("SELECT COUNT(*) FROM information_schema.innodb_trx")
        assert cursor.fetchone() is not None


@pytest.mark.parametrize("user", ["root", "app", ""])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_comes_in_without_the_password(user: str, password: str) -> None:
    with (
        pytest.raises(MySQLdb.OperationalError) as refused,
        _connected("DIRECTORY_DATABASE_URL", user=user, password=password),
    ):
        pass
    assert refused.value.args[0] in DENIED


@pytest.mark.parametrize(("prefix", "pod"), [("DIRECTORY", 0), ("POD_1", 1), ("POD_2", 2)])
def test_a_server_logs_whole_rows_under_its_own_domain(prefix: str, pod: int) -> None:
    with _connected(f"{prefix}_DATABASE_URL") as cursor:
        cursor.execute(
            "SELECT @@binlog_format, @@binlog_row_image, @@log_bin_compress, @@gtid_strict_mode, @@gtid_domain_id, "
            "@@server_id, @@log_slave_updates, @@character_set_database, @@bind_address"
        )
        assert cursor.fetchone() == ("ROW", "FULL", 0, 1, pod, pod + 1, 1, "utf8mb4", "127.0.0.1")


@pytest.mark.parametrize(("prefix", "steps"), [("DIRECTORY", (1, 1)), ("POD_1", (1024, 1)), ("POD_2", (1024, 2))])
def test_ids_of_a_pod_are_its_own(prefix: str, steps: tuple[int, int]) -> None:
    with _connected(f"{prefix}_DATABASE_URL") as cursor:
        cursor.execute("SELECT @@GLOBAL.auto_increment_increment, @@GLOBAL.auto_increment_offset")
        assert cursor.fetchone() == steps


def test_a_power_cut_loses_nothing_that_up_has_stored() -> None:
    assert DURABLE["innodb_flush_log_at_trx_commit"] == DURABLE["sync_binlog"] == "1"


def _settings(variable: str, *names: str) -> list[str]:
    client = redis.Redis.from_url(os.environ[variable], decode_responses=True, socket_timeout=5)
    with client:
        return [client.config_get(name)[name] for name in names]


def test_a_cache_forgets_when_it_is_full_and_a_broker_never_does() -> None:
    assert _settings("POD_1_CACHE_URL", "maxmemory-policy", "appendonly") == ["allkeys-lru", "no"]
    assert _settings("POD_1_CACHE_URL", "maxmemory") != ["0"]
    assert _settings("POD_1_BROKER_URL", "maxmemory-policy", "appendonly") == ["noeviction", "yes"]
    assert _settings("DIRECTORY_CACHE_URL", "maxmemory-policy", "appendonly") == ["noeviction", "yes"]


def test_redis_wants_its_password() -> None:
    url = urlsplit(os.environ["POD_1_BROKER_URL"])
    stranger = redis.Redis(host=str(url.hostname), port=int(url.port or 0), socket_timeout=5)
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
