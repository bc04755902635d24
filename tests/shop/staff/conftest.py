from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connections
from django.http import HttpRequest
from django.test import RequestFactory

from pods.directory.models import Shop
from shop.staff.services import create_owner
from shop.staff.session_store import SessionStore
from shop.staff.types import NOBODY

PASSWORD = "a calm green harbour"
EMAIL = "olga@example.com"

Ask = Callable[..., HttpRequest]
Watch = Callable[[], AbstractContextManager[list[str]]]

NOT_QUERIES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""What stands for BEGIN and COMMIT in a test that is rolled back."""


@pytest.fixture
def owner(shop: Shop) -> int:
    """The shop's owner, who signs in with EMAIL and PASSWORD."""
    return create_owner(EMAIL, "Olga", PASSWORD)


@pytest.fixture
def ask(rf: RequestFactory) -> Ask:
    """Make a request that brings a session key, as the session's middleware hands it to a view."""

    def make(session_key: str | None = None, address: str = "192.0.2.1", **headers: Any) -> HttpRequest:
        request = rf.post("/admin/sign-in", REMOTE_ADDR=address, headers=headers)
        request.session = SessionStore(session_key)
        request.member = NOBODY
        return request

    return make


@pytest.fixture
def redis_down(shop: Shop, settings: Any) -> None:
    """Every cache is at a port where nobody listens: connecting is refused at once."""
    settings.CACHES = {
        alias: {**cache, "LOCATION": "redis://127.0.0.1:1/0"} if "LOCATION" in cache else cache
        for alias, cache in settings.CACHES.items()
    }


@pytest.fixture
def statements() -> Watch:
    """Watch what is sent to any database inside a block."""

    @contextmanager
    def watch() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            if not sql.startswith(NOT_QUERIES):
                seen.append(sql)
            return execute(sql, *rest)

        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(note))
            yield seen

    return watch
