"""Databases, caches and files: one of each per pod, and the directory's."""

from config.settings.environment import database, pod_numbers, text, whole
from pods.db.current import DIRECTORY, pod_alias

POD_NUMBERS = pod_numbers()
PROCESS_POD = whole("PODIUM_PROCESS_POD", 0) or None
"""The pod this process is pinned to (its worker or relay); None for the web, the control worker and commands."""

DATABASES = {
    DIRECTORY: database("DIRECTORY", pod=None),
    **{pod_alias(number): database(f"POD_{number}", pod=number) for number in POD_NUMBERS},
}


WAITING_PER_POD = whole("PODIUM_WAITING_PER_POD", 4)
"""Requests of one web process that may wait for one pod: half of its threads, so that the other half is for others."""


def _cache(url: str) -> dict[str, object]:
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": url,
        "KEY_FUNCTION": "pods.isolation.keys.make_key",
        "REVERSE_KEY_FUNCTION": "pods.isolation.keys.reverse_key",
        "TIMEOUT": 300,
        "OPTIONS": {
            "SERIALIZER": "django_redis.serializers.msgpack.MSGPackSerializer",
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
            "CONNECTION_POOL_KWARGS": {"max_connections": 100},
        },
    }


CACHES = {
    "default": {"BACKEND": "pods.isolation.keys.PodCache"},
    "directory": _cache(text("DIRECTORY_CACHE_URL")),
    **{pod_alias(number): _cache(text(f"POD_{number}_CACHE_URL")) for number in POD_NUMBERS},
}

MEDIA_ROOT = text("PODIUM_MEDIA_ROOT", "var/media")
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = text("PODIUM_STATIC_ROOT", "var/static")
BUILT_ROOT = f"{text('PODIUM_VAR', 'var')}/built"
"""Where build_css writes; one of the sources of collectstatic."""
STATICFILES_DIRS = [BUILT_ROOT]

STORAGES = {
    "default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
