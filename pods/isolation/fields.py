"""Relations between shop-owned models: every JOIN they cause compares the shops as well.

The restriction stands in the ON clause, so LEFT and reverse joins are bound like inner ones, and the database
finds the joined row by its clustered key (shop_id, id).
"""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

from pods.db.fields import ShopKey, shop_key


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
        local, remote = _key_of(self.model), _key_of(self.related_model)
        return WhereNode([Exact(remote.get_col(alias), local.get_col(related_alias))], connector=AND)


def _key_of(model: type[models.Model]) -> ShopKey:
    key = shop_key(model)
    if key is None:
        raise TypeError(f"{model._meta.label} is not shop-owned; use a plain ForeignKey or make it ShopOwned.")
    return key


class ShopForeignKey(_JoinsWithinShop, models.ForeignKey):  # type: ignore[type-arg]
    """A reference to another shop-owned row of the same shop: (shop_id, x_id) → (shop_id, id) in the database."""


class ShopOneToOneField(_JoinsWithinShop, models.OneToOneField):  # type: ignore[type-arg]
    """A one-to-one reference within the shop; unique per (shop_id, x_id)."""
