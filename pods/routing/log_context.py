"""Puts the current shop and its pod on every log line."""

from typing import Any

from pods.db.current import find_current_shop


def add_shop(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Add `shop` (the handle) and `pod` (the database's alias) while a shop is selected (a structlog processor)."""
    shop = find_current_shop()
    if shop is not None:
        event.setdefault("shop", shop.schema_name)
        event.setdefault("pod", shop.database)
    return event
