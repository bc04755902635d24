"""Where the shop ships, and what it asks for it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import VersionedShopOwned


class ShippingZone(VersionedShopOwned):
    """Places that share their methods. `places` is a list of {country, region, postcodes}, edited as a whole."""

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveIntegerField(_("position"))
    places = models.JSONField(_("places"), default=list)

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "name"], name="shipping_zone_once")]

    def __str__(self) -> str:
        return self.name


class ShippingMethod(VersionedShopOwned):
    """One way to ship to a zone. `tiers` is a list of [from_measure, price_minor]. Its id is what a buyer chooses."""

    zone = ShopForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="methods")
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveIntegerField(_("position"))
    rate_by = models.CharField(_("goes by"), max_length=10)
    tiers = models.JSONField(_("prices"))
    up_to_measure = models.BigIntegerField(_("up to"), null=True)
    free_from_minor = models.BigIntegerField(_("free from"), null=True)

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "zone", "name"], name="shipping_method_once")
        ]

    def __str__(self) -> str:
        return self.name
