"""The one builder of keys outside the database: cache, locks, throttles. Each carries shop and epoch.

The epoch rises with every move, so a shop arrives, or comes back, with clean keys by construction. Parts are
percent-encoded, so no two lists of parts give one key: ("1", "23") and ("12", "3") differ, and so do ("a:b",) and
("a", "b").
"""

from typing import Any
from urllib.parse import quote

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache

from pods.db.current import DIRECTORY, current_database, current_shop, current_shop_id

DIRECTORY_CACHE = "directory"
"""The directory's cache. Django's own "default" is PodCache, which asks here."""


def _joined(parts: tuple[str | int, ...]) -> str:
    return ":".join(quote(str(part), safe="") for part in parts)


def cache_key(kind: str, *parts: str | int) -> str:
    """Return the current shop's key for this kind of thing: `<shop>:<epoch>:<kind>:<part>:…`."""
    return f"{current_shop_id()}:{current_shop().epoch}:{_joined((kind, *parts))}"


def shop_cache() -> BaseCache:
    """Return the cache of the current shop's pod; the directory's for the public tenant."""
    database = current_database()
    return caches[DIRECTORY_CACHE if database == DIRECTORY else database]


def make_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of every pod's cache: what Django caches for a shop carries shop and epoch as well."""
    return f"{current_shop_id()}:{current_shop().epoch}:{key_prefix}:{version}:{key}"


def reverse_key(key: str) -> str:
    """REVERSE_KEY_FUNCTION: return what the caller named it, for commands that list keys."""
    return key.split(":", 4)[4]


class PodCache(BaseCache):
    """Django's default cache: hands each call to the cache of the current shop's pod."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def clear(self) -> None:
        """Drop the current shop's keys. Redis's own way would drop every shop's in the pod."""
        shop_cache().delete_pattern("*")  # type: ignore[attr-defined]

    def __getattribute__(self, name: str) -> Any:
        # Django closes every cache between requests, outside any shop.
        if name.startswith("__") or name in {"close", "clear"}:
            return object.__getattribute__(self, name)
        return getattr(shop_cache(), name)
