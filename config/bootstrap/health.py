"""Asks each server and process whether it works: never from its pid alone. Every question has a short timeout.

Workers and relays have no address. Their broker is asked instead: it knows who waits for messages, and who looked
after them lately.

A question returns None when all is well, and otherwise the reason in a few words.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable

import MySQLdb
import redis

from config.bootstrap.mariadb import MariaDB
from config.bootstrap.redis import Redis

TIMEOUT_S = 2
WEB_TIMEOUT_S = 8
"""/readyz itself waits for every database, and one that hangs takes its time."""
MOST_BYTES = 100_000
RELAY_SILENCE_S = 10


def trouble_with(server: MariaDB | Redis) -> str | None:
    """Ask a database or a Redis for an answer."""
    return _trouble_with_mariadb(server) if isinstance(server, MariaDB) else _trouble_with_redis(server)


def trouble_at(url: str, *, host: str) -> str | None:
    """Ask a web address, under this Host header, for a 200; the body of another answer is the reason."""
    _body, trouble = _get(url, host=host)
    return trouble


def troubles_that_web_sees(url: str, *, host: str, homes: list[str]) -> dict[str, str | None]:
    """Ask the web server's /readyz what keeps it from serving the directory and each pod: their schema, for example."""
    body, trouble = _get(url, host=host)
    try:
        states = json.loads(body)["parts"]
    except (ValueError, KeyError, TypeError):
        return dict.fromkeys(homes, f"cannot tell, web {trouble or 'gives another answer than /readyz should'}")
    seen = {home: states.get(home, "the web server does not know it") for home in homes}
    return {home: None if state == "ok" else str(state) for home, state in seen.items()}


def _get(url: str, *, host: str) -> tuple[str, str | None]:
    """Return the body of the answer, and the trouble with it."""
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310  (the caller's own http://127.0.0.1)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=WEB_TIMEOUT_S) as answer:
            return answer.read(MOST_BYTES).decode(errors="replace"), None
    except urllib.error.HTTPError as error:
        body = error.read(MOST_BYTES).decode(errors="replace").strip()
        return body, f"answers {error.code}: {body}"
    except OSError as error:
        return "", f"gives no answer ({getattr(error, 'reason', error)})"


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
        return f"gives no answer ({error.args[-1]})"
    try:
        connection.query("SELECT 1")
        connection.store_result()
    except MySQLdb.Error as error:
        return f"gives no answer ({error.args[-1]})"
    finally:
        connection.close()
    return None


def _trouble_with_redis(server: Redis) -> str | None:
    client = _client(server)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"gives no answer ({error})"
    finally:
        client.close()
    return None


def _client(server: Redis) -> redis.Redis:
    return redis.Redis.from_url(
        server.url(), socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, decode_responses=True
    )
