"""What tests of pages need: the statements that a request sends, and what a page says without its tags."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from html import unescape
from typing import Any

from django.db import connections
from django.http import HttpResponse

NOT_QUERIES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
"""What stands for BEGIN and COMMIT in a test that is rolled back."""

RESIDENCY = "FROM residency "
"""Routing's own statement, once a request before anything else; tests of routing count it."""

TAGS = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note what pages send to any database inside the block."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(NOT_QUERIES) and RESIDENCY not in sql:
            seen.append(sql)
        return execute(sql, *rest)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield seen


def said(answer: HttpResponse) -> str:
    """Return a page's words."""
    return SPACES.sub(" ", unescape(TAGS.sub(" ", answer.content.decode()))).strip()


PRODUCTS = ["catalog_product", "catalog_variant", "catalog_producttag", "catalog_picture", "inventory_stockitem"]
"""What reading any number of products asks: all of each at once."""

FOR_SALE = ["catalog_variant", "catalog_picture", "inventory_stockitem"]
"""What reading any number of variants asks."""


TERMS = ["pricing_taxsettings", "pricing_shippingzone"]
"""What a price asks besides: the shop's taxes and ways to ship."""


def tables_read(sent: list[str]) -> list[str]:
    """Return the first table of each statement: enough to tell them apart."""
    return [match[1] if (match := re.search(r"(?:FROM|INTO|UPDATE)\s+`?(\w+)", sql)) else sql for sql in sent]
