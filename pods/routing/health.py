"""Answers the machines that watch this process: /healthz, /readyz, /metrics, on the platform's host only.

They never reach a shop: a shop may have pages of these names. /readyz names each part; the process is ready while
the directory or any pod can serve, since a pod that is down is only its own shops' trouble.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django_redis import get_redis_connection
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from pods.db.current import DIRECTORY, pod_alias
from pods.db.errors import KeysWrong
from pods.routing.errors import PodBehind
from pods.routing.metrics import registry
from pods.routing.route_source import is_platform_host
from pods.routing.schema_state import require_schema

MOST_AT_ONCE = 16
OUT_OF_SERVICE = "out of service"

type Parts = dict[str, str]


class HealthMiddleware:
    """Takes the three addresses out of the request's way."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self._answers = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for this process on the platform's host, otherwise go on."""
        answer = self._answers.get(request.path_info)
        if answer is not None and is_platform_host(request.META.get("HTTP_HOST", "").partition(":")[0]):
            return answer(request)
        response: HttpResponseBase = self.get_response(request)
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Asks nobody."""
    return JsonResponse({"ok": True})


class _Asking:
    """Lets one request at a time ask the databases: while one of them hangs, the others are told what was known."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: Parts = {}

    def parts(self) -> Parts:
        """Return the state of each part; only the very first callers of a process wait for one another."""
        if not self._lock.acquire(blocking=not self._known):
            return self._known
        try:
            self._known = _ask_all()
            return self._known
        finally:
            self._lock.release()


_asking = _Asking()


def readyz(request: HttpRequest) -> HttpResponse:
    """Say how each part is: 200 when at least one database is, 503 when none. Takes as long as the slowest of them.

    What keeps a part from serving names servers and users: that is told to callers on this machine only.
    """
    parts = _asking.parts()
    usable = any(state == "ok" for state in parts.values())
    if not _is_local(request):
        parts = {name: state if state == "ok" else OUT_OF_SERVICE for name, state in parts.items()}
    return JsonResponse({"ready": usable, "parts": parts}, status=200 if usable else 503)


def _ask_all() -> Parts:
    aliases = [DIRECTORY, *map(pod_alias, settings.POD_NUMBERS)]
    with ThreadPoolExecutor(max_workers=min(len(aliases), MOST_AT_ONCE)) as pool:
        states = pool.map(_state_asked_apart, aliases)
        return {
            "directory" if alias == DIRECTORY else alias: state for alias, state in zip(aliases, states, strict=True)
        }


def _is_local(request: HttpRequest) -> bool:
    """Say whether a caller is on this machine; what a proxy passes on carries X-Forwarded-For."""
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "HTTP_X_FORWARDED_FOR" not in request.META


def _state_asked_apart(alias: str) -> str:
    """Ask on a connection of its own, in a thread of its own: connecting to a server that hangs gives up soonest."""
    try:
        return part_state(alias)
    finally:
        connections[alias].close()


def part_state(alias: str) -> str:
    """Return "ok", or in one sentence what keeps a database or its cache from serving."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
        require_schema(alias)
    except PodBehind as behind:
        return str(behind)
    except Error as error:
        connections[alias].close()
        return f"database: {error.args[-1] if error.args else error}"
    except (KeysWrong, ImproperlyConfigured) as wrong:
        return f"database: {wrong}"
    try:
        get_redis_connection("directory" if alias == DIRECTORY else alias).ping()
    except RedisError as error:
        return f"cache: {error}"
    return "ok"


def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics of all web processes that share PROMETHEUS_MULTIPROC_DIR, to callers on this machine.

    A proxy in front has to keep the address to itself: what it passes on carries X-Forwarded-For and is refused.
    """
    if not _is_local(request):
        return HttpResponse(status=404)
    return HttpResponse(generate_latest(registry()), content_type=CONTENT_TYPE_LATEST)
