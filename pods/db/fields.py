"""The field that marks a model as shop-owned, and the one way to ask a model for it."""

from typing import Any

from django.db import models

from pods.db.current import find_current_shop

SHOP_COLUMN = "shop_id"


def _current_shop_id() -> int | None:
    """Default of a new row. None without a shop: the INSERT is refused, not the instance."""
    shop = find_current_shop()
    return shop.pk if shop is not None else None


class ShopKey(models.BigIntegerField):  # type: ignore[type-arg]
    """The shop that owns a row: first column of the primary key and of every unique key.

    Kept in migrations, so historical models are recognised as well.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", _current_shop_id)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out the default and editable: they are the same everywhere."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        kwargs.pop("editable", None)
        return name, path, args, kwargs


_keys: dict[type[models.Model], ShopKey | None] = {}


def shop_key(model: type[models.Model]) -> ShopKey | None:
    """Return the model's ShopKey field, or None when its rows belong to no shop. A proxy has its model's."""
    try:
        return _keys[model]
    except KeyError:
        pass
    concrete = model._meta.concrete_model or model
    found = next((field for field in concrete._meta.local_concrete_fields if isinstance(field, ShopKey)), None)
    if model.__module__ != "__fake__":  # historical models come and go by the hundred in a migration
        _keys[model] = found
    return found
