"""Says whether a database has every migration this code knows; a pod that lacks one is out of service alone.

The order of a release is: migrate all pods, then start the new code. A process believes a complete schema for as
long as it lives (schemas only move on) and asks again every two seconds about one that is behind.
"""

import time
from functools import lru_cache

from django.db import router
from django.db.migrations.loader import MigrationLoader

from pods.routing.databases import connection_to
from pods.routing.errors import PodBehind

ASK_AGAIN_S = 2.0

_complete: set[str] = set()
_behind: dict[str, tuple[float, list[str]]] = {}


@lru_cache(maxsize=1)
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def missing_migrations(alias: str) -> list[str]:
    """Return the migrations this code knows and the database lacks, as "app.name". One query or two."""
    wanted = {(app, name) for app, name in _known_migrations() if router.allow_migrate(alias, app)}
    with connection_to(alias).cursor() as cursor:
        cursor.execute("SHOW TABLES LIKE 'django_migrations'")
        if cursor.fetchone() is None:
            return sorted(f"{app}.{name}" for app, name in wanted)
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(f"{app}.{name}" for app, name in wanted - set(cursor.fetchall()))


def require_schema(alias: str) -> None:
    """Raise PodBehind while the database lacks a migration; a set lookup once it is complete."""
    if alias in _complete:
        return
    asked_at, missing = _behind.get(alias, (0.0, []))
    if not asked_at or time.monotonic() - asked_at >= ASK_AGAIN_S:
        missing = missing_migrations(alias)
        if not missing:
            _complete.add(alias)
            _behind.pop(alias, None)
            return
        _behind[alias] = (time.monotonic(), missing)
    count = "1 migration" if len(missing) == 1 else f"{len(missing)} migrations, first"
    raise PodBehind(f"{alias} lacks {count} {missing[0]}: run `manage.py migrate_schemas`.")


def forget() -> None:
    """Ask every database again: for tests, and after a migration in this process."""
    _complete.clear()
    _behind.clear()
