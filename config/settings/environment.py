"""Reads the process environment: the only place where a deployment is described.

Every part of a pod is one URL: POD_<number>_DATABASE_URL, POD_<number>_CACHE_URL, POD_<number>_BROKER_URL.
A third pod is five more variables (docs/configuration.md); nothing else in the code knows how many pods there are.
"""

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

POD_VARIABLE = re.compile(r"^POD_([1-9][0-9]{0,3})_DATABASE_URL$")


def text(name: str, default: str | None = None) -> str:
    """Return a variable; without a default a missing one is a clear error."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. `python3 manage.py up` writes a complete environment for one machine; "
            "docs/configuration.md names every variable."
        )
    return value


def whole(name: str, default: int) -> int:
    """Return a variable as a whole number."""
    raw = os.environ.get(name, "")
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None


def flag(name: str, *, default: bool) -> bool:
    """Return a variable as a yes or no: 1 or 0."""
    raw = os.environ.get(name, "1" if default else "0")
    if raw not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {raw!r}.")
    return raw == "1"


def pod_numbers(environ: Mapping[str, str] = os.environ) -> list[int]:
    """Return the numbers of the pods that the environment describes, ascending."""
    found = [int(match[1]) for name in environ if (match := POD_VARIABLE.match(name))]
    beyond = [number for number in found if number > 1024]
    if beyond:
        raise ImproperlyConfigured(f"Pod numbers go from 1 to 1024; POD_{beyond[0]}_DATABASE_URL does not.")
    return sorted(found)


def database(prefix: str, *, pod: int | None) -> dict[str, Any]:
    """Describe one database from <prefix>_DATABASE_URL, or the migrator's URL when this process migrates.

    The URL reads mysql://user:password@host:port/name. `pod` is the pod's number, None for the directory.
    """
    role = text("PODIUM_DATABASE_USER", "app")
    variable = {"app": f"{prefix}_DATABASE_URL", "migrator": f"{prefix}_DATABASE_MIGRATOR_URL"}.get(role)
    if variable is None:
        raise ImproperlyConfigured(f"PODIUM_DATABASE_USER must be app or migrator, not {role!r}.")
    url = urlsplit(text(variable))
    if url.scheme != "mysql" or not url.hostname or not url.path.strip("/"):
        raise ImproperlyConfigured(f"{variable} must read mysql://user:password@host:port/name.")
    return {
        "ENGINE": "pods.db",
        "NAME": url.path.strip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname,
        "PORT": str(url.port or 3306),
        "POD": pod,
        "CONN_MAX_AGE": whole("PODIUM_CONNECTION_MAX_AGE_S", 60),
        "CONN_HEALTH_CHECKS": True,
        "LOCK_WAIT_S": whole("PODIUM_LOCK_WAIT_S", 3),
        "IDLE_TRANSACTION_S": whole("PODIUM_IDLE_TRANSACTION_S", 0 if role == "migrator" else 5),
        "OPTIONS": {
            "charset": "utf8mb4",
            "connect_timeout": whole("PODIUM_CONNECT_TIMEOUT_S", 1),
            "read_timeout": whole("PODIUM_READ_TIMEOUT_S", 600 if role == "migrator" else 5),
            "write_timeout": whole("PODIUM_WRITE_TIMEOUT_S", 600 if role == "migrator" else 5),
            "isolation_level": "read committed",
        },
    }
