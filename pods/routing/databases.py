"""The connections of pods, by alias."""

from typing import Any

from django.db import connections
from django.utils.connection import ConnectionDoesNotExist

from pods.routing.errors import ShopUnavailable


def connection_to(alias: str) -> Any:
    """Return this thread's connection; raises ShopUnavailable for a pod that was added after this process started."""
    try:
        return connections[alias]
    except ConnectionDoesNotExist:
        raise ShopUnavailable(f"This process knows no {alias}: it started before the pod was added.") from None
