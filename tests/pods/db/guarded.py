"""A guard without a database: three shop-owned tables, the current shop is 7, and a driver that only remembers."""

from dataclasses import dataclass, field
from typing import Any

from pods.db.errors import NoShop
from pods.db.guard import Guard

SHOP, OTHER = 7, 8
TABLES = frozenset({"orders_order", "orders_line", "catalog_product"})


@dataclass
class Guarded:
    """Runs statements through a guard; `ran` holds what would have reached the server."""

    shop_id: int | None = SHOP
    lifted: bool = False
    ran: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.guard = Guard(tables=lambda: TABLES, current_shop_id=self._shop, lifted=lambda: self.lifted)

    def _shop(self) -> int:
        if self.shop_id is None:
            raise NoShop
        return self.shop_id

    def _execute(self, sql: str, params: Any, many: bool, context: Any) -> None:  # noqa: FBT001 - Django's signature
        self.ran.append((sql, list(params) if many else params))

    def run(self, sql: str, params: Any = (), *, many: bool = False) -> None:
        self.guard(self._execute, sql, params, many, {})


def shops(sql: str, shop_id: int = SHOP) -> tuple[int, ...]:
    """Return parameters for a statement: the shop's id in every place."""
    return (shop_id,) * sql.replace("%%", "").count("%s")
