"""Asks each server and process whether it works: never from its pid alone. Every question has a short timeout.

Workers and relays have no address. Their broker is asked instead: it knows who waits for messages, and who looked
after them lately.

A question returns None when all is well, and otherwise the reason in a few words.
"""

import urllib.error
import urllib.request
from collections.abc import Callable

import MySQLdb
import redis

from config.bootstrap.mariadb import MariaDB
from config.bootstrap.redis import Redis

TIMEOUT_S = 2
RELAY_SILENCE_S = 10


def trouble_with(server: MariaDB | Redis) -> str | None:
    """Ask a database or a Redis for an answer."""
    return _trouble_with_mariadb(server) if isinstance(server, MariaDB) else _trouble_with_redis(server)


def trouble_at(url: str, *, host: str) -> str | None:
    """Ask a web address, under this Host header, for a 200; the body of another answer is the reason."""
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310  (the caller's own http://127.0.0.1)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        return f"answers {error.code}: {error.read(500).decode(errors='replace').strip()}"
    except OSError as error:
        return f"no answer ({error})"


def trouble_with_worker(broker: Redis, *, database: int) -> str | None:
    """Ask the broker whether a worker takes messages from it."""
    return _trouble_without_client(broker, database, lambda client: client["cmd"] == "brpop", "no worker listens")


def trouble_with_relay(broker: Redis, *, database: int) -> str | None:
    """Ask the broker whether a relay has looked at its queue in the last seconds."""

    def looked(client: dict[str, str]) -> bool:
        return client["cmd"] == "llen" and int(client["idle"]) <= RELAY_SILENCE_S

    return _trouble_without_client(broker, database, looked, f"no relay looked for {RELAY_SILENCE_S} s")


def _trouble_without_client(
    broker: Redis, database: int, wanted: Callable[[dict[str, str]], bool], otherwise: str
) -> str | None:
    client = _client(broker)
    try:
        clients: list[dict[str, str]] = client.client_list()
    except redis.RedisError as error:
        return f"cannot tell, {broker.part} gives no answer ({error})"
    finally:
        client.close()
    here = [each for each in clients if each["db"] == str(database)]
    return None if any(wanted(each) for each in here) else otherwise


def _trouble_with_mariadb(server: MariaDB) -> str | None:
    try:
        connection = server.connect("app", timeout_s=TIMEOUT_S)
    except MySQLdb.Error as error:
        return f"no answer ({error.args[-1]})"
    try:
        connection.query("SELECT 1")
        connection.store_result()
    except MySQLdb.Error as error:
        return f"no answer ({error.args[-1]})"
    finally:
        connection.close()
    return None


def _trouble_with_redis(server: Redis) -> str | None:
    client = _client(server)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"no answer ({error})"
    finally:
        client.close()
    return None


def _client(server: Redis) -> redis.Redis:
    return redis.Redis.from_url(
        server.url(), socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, decode_responses=True
    )
