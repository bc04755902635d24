"""Relations between shop-owned models: every JOIN they cause compares the shops as well.

The restriction stands in the ON clause, so LEFT and reverse joins are bound like inner ones, and the database
finds the joined row by its clustered key (shop_id, id).
"""

from typing import Any

from django.db import models
from django.db.models.sql.where import AND, WhereNode

from pods.db.fields import SHOP_COLUMN, shop_key


class SameShop:
    """The term `remote.shop_id = local.shop_id`, with no more machinery than a WhereNode needs of a child."""

    conditional = True
    contains_aggregate = False
    contains_over_clause = False
    contains_column_references = True
    __slots__ = ("_local", "_remote")

    def __init__(self, remote: tuple[str, str], local: tuple[str, str]) -> None:
        self._remote, self._local = remote, local

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
        """Return SQL without parameters; each side is an alias and a column."""
        sides = (f"{compiler.quote_name(alias)}.{compiler.quote_name(column)}" for alias, column in self._sides())
        return " = ".join(sides), ()

    def _sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return self._remote, self._local

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "SameShop":
        """Return the term under new aliases."""
        remote, local = ((change_map.get(alias, alias), column) for alias, column in self._sides())
        return SameShop(remote, local)


class _JoinsWithinShop:
    """Adds `remote.shop_id = local.shop_id` to each join over a relation."""

    model: type[models.Model]
    related_model: Any

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> WhereNode | None:
        """Return the term for a join from `related_alias` (this model) to `alias` (the model it refers to).

        Django passes no alias when it trims the remote table away: then there is nothing left to compare.
        """
        if alias is None:
            return None
        _require_key(self.related_model)
        _require_key(self.model)
        term: Any = SameShop((alias, SHOP_COLUMN), (related_alias, SHOP_COLUMN))
        return WhereNode([term], connector=AND)


def _require_key(model: type[models.Model]) -> None:
    if shop_key(model) is None:
        raise TypeError(f"{model._meta.label} is not shop-owned; use a plain ForeignKey or make it ShopOwned.")


class ShopForeignKey(_JoinsWithinShop, models.ForeignKey):  # type: ignore[type-arg]
    """A reference to another shop-owned row of the same shop: (shop_id, x_id) → (shop_id, id) in the database."""


class ShopOneToOneField(_JoinsWithinShop, models.OneToOneField):  # type: ignore[type-arg]
    """A one-to-one reference within the shop; unique per (shop_id, x_id)."""
