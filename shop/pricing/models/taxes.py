"""How the shop taxes: one row of settings, and its rates."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import VersionedShopOwned


class TaxSettings(VersionedShopOwned):
    """What holds of all prices: one row."""

    prices_include_tax = models.BooleanField(_("prices include tax"), default=True)
    is_shipping_taxed = models.BooleanField(_("shipping is taxed"), default=True)

    class Meta:
        verbose_name = _("tax settings")
        verbose_name_plural = _("tax settings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="tax_settings_once")]


class TaxRate(VersionedShopOwned):
    """One tax of a country or a region. `rate_ppm` is in parts per million: 25 % is 250,000."""

    settings = ShopForeignKey(TaxSettings, on_delete=models.CASCADE, related_name="rates")
    name = models.CharField(_("name"), max_length=60)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("region"), max_length=60, blank=True)
    rate_ppm = models.PositiveIntegerField(_("rate"))
    replaces_country = models.BooleanField(_("instead of the country's"), default=False)

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "country", "region", "name"], name="tax_rate_once")
        ]

    def __str__(self) -> str:
        return self.name
