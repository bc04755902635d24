"""Asks each server and process whether it works: never from its pid alone. Every question has a short timeout.

A question returns None when all is well, and otherwise the reason in a few words.
"""

import urllib.error
import urllib.request

import MySQLdb
import redis

from config.bootstrap.mariadb import DATABASE, MariaDB
from config.bootstrap.ports import LOOPBACK
from config.bootstrap.redis import Redis

TIMEOUT_S = 2


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


def _trouble_with_mariadb(server: MariaDB) -> str | None:
    try:
        connection = MySQLdb.connect(
            host=LOOPBACK,
            port=server.port,
            user="app",
            password=server.password("app"),
            database=DATABASE,
            connect_timeout=TIMEOUT_S,
            read_timeout=TIMEOUT_S,
        )
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
    client = redis.Redis.from_url(server.url(), socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"no answer ({error})"
    finally:
        client.close()
    return None
