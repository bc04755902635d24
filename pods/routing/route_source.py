"""Where routes come from: the directory's database, and the version counter in its Redis."""

from functools import lru_cache

import structlog
from django.conf import settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from pods.db.current import DIRECTORY
from pods.directory.models import Domain, Shop, ShopState
from pods.routing.route_cache import RouteCache

VERSION_KEY = "podium:routes:version"

log = structlog.get_logger(__name__)


def find_shop(host: str) -> Shop | None:
    """Return the open shop with this verified host, None when there is none. One query, on the directory."""
    domain = (
        Domain.objects.using(DIRECTORY)
        .select_related("tenant")
        .filter(domain=host, verified=True, tenant__state=ShopState.OPEN)
        .first()
    )
    if domain is None:
        return None
    shop: Shop = domain.tenant
    shop.domain_url = host
    return shop


def read_version() -> int | None:
    """Return how often routes have changed, None when the directory's Redis cannot say."""
    try:
        return int(get_redis_connection("directory").get(VERSION_KEY) or 0)
    except RedisError as error:
        log.warning("route_version_unknown", error=str(error))
        return None


def routes_changed() -> None:
    """Tell every web process that routes have changed. Call it after the commit; a lost call costs one TTL."""
    try:
        get_redis_connection("directory").incr(VERSION_KEY)
    except RedisError as error:
        log.warning("route_change_not_told", error=str(error))


@lru_cache(maxsize=1)
def routes() -> RouteCache:
    """Return this process's routes."""
    return RouteCache(find=find_shop, read_version=read_version)


def is_platform_host(host: str) -> bool:
    """Say whether a host name, without its port, is the platform's own."""
    return host == settings.PLATFORM_HOST
