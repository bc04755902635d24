"""Reads of the shop's settings."""

from pods.isolation.prepared import Prepared
from shop.catalog.errors import ShopNotSetUp
from shop.catalog.models import Settings
from shop.catalog.types import ShopSettings

_settings = Prepared(Settings.objects.all)


def shop_settings() -> ShopSettings:
    """Return the shop's settings. One query. Raises ShopNotSetUp."""
    row = _settings.first()
    if row is None:
        raise ShopNotSetUp
    return ShopSettings(currency=row.currency, country=row.country, version=row.version)
