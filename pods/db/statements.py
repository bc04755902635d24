"""Tells what a statement means to the fence: it needs it, or it would take it away."""

import re
from functools import lru_cache

from django.apps import apps

from pods.db.fields import shop_key

_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_LOCKS = re.compile(r"\b(?:FOR\s+UPDATE|LOCK\s+IN\s+SHARE\s+MODE)\b", re.IGNORECASE)

_ENDS_TRANSACTION = re.compile(
    r"(?:\s|/\*.*?\*/|#[^\n]*|--[^\n]*)*"
    r"(?:(?:COMMIT|ROLLBACK|BEGIN|START|CREATE|ALTER|DROP|RENAME|TRUNCATE|CHECK|OPTIMIZE)\b"
    r"|ANALYZE\b.*\bTABLE\b|SET\b.*\bAUTOCOMMIT\b)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=1)
def shop_tables() -> frozenset[str]:
    """Return the names of all shop-owned tables, lower case."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table.lower() for model in models if shop_key(model) is not None)


@lru_cache(maxsize=1)
def _names_a_shop_table() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, shop_tables()))) or r"(?!)"
    return re.compile(rf"(?<![\w$])(?:{names})(?![\w$])", re.IGNORECASE)


@lru_cache(maxsize=4096)
def needs_fence(sql: str) -> bool:
    """Say whether a statement may write or lock a shop's rows. A doubt costs one more fence, never one less."""
    return bool((_WRITES.match(sql) or _LOCKS.search(sql)) and _names_a_shop_table().search(sql))


@lru_cache(maxsize=4096)
def ends_transaction(sql: str) -> bool:
    """Say whether a statement may end the transaction, or take it back to a savepoint: then locks are dropped."""
    return _ENDS_TRANSACTION.match(sql) is not None
