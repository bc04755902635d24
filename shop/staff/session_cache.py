"""Sessions in the pod's Redis: a copy that saves a query, never the truth. Without Redis the database answers.

A change does not write the cache, it marks the key as doubtful: a slow reader that still holds the old row, or a
second writer, then cannot put a stale copy back, because a reader only fills an empty key. The mark goes after
DOUBT_S; what a crash between commit and mark leaves behind goes after CACHED_SESSION_S.
"""

from datetime import UTC, datetime

import structlog
from django.utils import timezone
from redis.exceptions import RedisError

from pods.isolation.keys import cache_key, shop_cache
from shop.staff.rules import CACHED_SESSION_S, cached_for_s
from shop.staff.types import StoredSession

log = structlog.get_logger(__name__)

DOUBT_S = 10
"""Longer than a reader may sit between its query and its cache: a web request's whole time."""

_DOUBT = 0
OUTAGE = (RedisError, OSError)


def _key(session_key: str) -> str:
    return cache_key("session", session_key)


def find_cached(session_key: str) -> StoredSession | None:
    """Return the cached copy, None when the database has to be asked. One round trip."""
    try:
        value = shop_cache().get(_key(session_key))
    except OUTAGE as error:
        log.warning("session_cache_down", error=type(error).__name__)
        return None
    match value:
        case [str(data), int(expires_at_s)]:
            return StoredSession(data=data, expires_at=datetime.fromtimestamp(expires_at_s, UTC))
        case _:
            return None


def keep(session_key: str, session: StoredSession) -> None:
    """Cache what was just read, unless somebody changed the session meanwhile. One round trip."""
    timeout_s = cached_for_s(timezone.now(), session.expires_at)
    if not timeout_s:
        return
    try:
        shop_cache().add(_key(session_key), [session.data, int(session.expires_at.timestamp())], timeout=timeout_s)
    except OUTAGE as error:
        log.warning("session_cache_down", error=type(error).__name__)


def doubt(*session_keys: str) -> None:
    """Let the next readers ask the database: call this after a change was committed. One round trip."""
    if not session_keys:
        return
    try:
        shop_cache().set_many({_key(each): _DOUBT for each in session_keys}, timeout=DOUBT_S)
    except OUTAGE as error:
        log.warning("session_cache_down", error=type(error).__name__, stale_for_s=CACHED_SESSION_S)
