"""Sessions in the pod's Redis: a copy that saves a query, never the truth. Without Redis the database answers.

A change does not write the cache, it marks the key as doubtful: a slow reader that still holds the old row, or a
second writer, then cannot put a stale copy back, because a reader only fills an empty key. The mark goes after
DOUBT_S; what a crash between commit and mark leaves behind goes after CACHED_SESSION_S.
"""

import time
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import structlog
from django.core.cache.backends.base import BaseCache
from django.utils import timezone
from redis.exceptions import RedisError

from pods.isolation.keys import cache_key, shop_cache
from shop.staff.rules import cached_for_s
from shop.staff.types import StoredSession

log = structlog.get_logger(__name__)

DOUBT_S = 10
"""Longer than a reader may sit between its query and its cache: a web request's whole time."""

PAUSE_S = 2.0
"""A Redis that hangs costs one thread one timeout in so many seconds, not one a request."""

_DOUBT = 0
OUTAGE = (RedisError, OSError)

_paused_until: WeakKeyDictionary[BaseCache, float] = WeakKeyDictionary()


def _key(session_key: str) -> str:
    return cache_key("session", session_key)


def find_cached(session_key: str) -> StoredSession | None:
    """Return the cached copy, None when the database has to be asked. One round trip."""
    cache = shop_cache()
    if _is_paused(cache):
        return None
    try:
        value = cache.get(_key(session_key))
    except OUTAGE as error:
        _pause(cache, error)
        return None
    match value:
        case [str(data), int(expires_at_s)]:
            return StoredSession(data=data, expires_at=datetime.fromtimestamp(expires_at_s, UTC))
        case _:
            return None


def keep(session_key: str, session: StoredSession) -> None:
    """Cache what was just read, unless somebody changed the session meanwhile. One round trip."""
    cache = shop_cache()
    timeout_s = cached_for_s(timezone.now(), session.expires_at)
    if not timeout_s or _is_paused(cache):
        return
    try:
        cache.add(_key(session_key), [session.data, int(session.expires_at.timestamp())], timeout=timeout_s)
    except OUTAGE as error:
        _pause(cache, error)


def doubt(*session_keys: str) -> None:
    """Let the next readers ask the database: call this after a change was committed. One round trip.

    Tried during a pause as well: Redis may be back, with the old copy in it.
    """
    cache = shop_cache()
    try:
        cache.set_many({_key(each): _DOUBT for each in session_keys}, timeout=DOUBT_S)
    except OUTAGE as error:
        _pause(cache, error)


def _is_paused(cache: BaseCache) -> bool:
    return _paused_until.get(cache, 0.0) > time.monotonic()


def _pause(cache: BaseCache, error: Exception) -> None:
    """Leave this thread's connection to Redis alone for a moment."""
    _paused_until[cache] = time.monotonic() + PAUSE_S
    log.warning("session_cache_down", error=type(error).__name__, pause_s=PAUSE_S)
