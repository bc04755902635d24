"""The shop's settings, its products, each with one variant, and their stock."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopOneToOneField
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class Settings(VersionedShopOwned):
    """What the merchant chose for the whole shop: one row."""

    currency = models.CharField(_("currency"), max_length=3)
    country = models.CharField(_("country"), max_length=2)

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="settings_once")]


class Product(VersionedShopOwned):
    """Something for sale, as buyers read of it. Its picture is drawn from the three words in `drawing`."""

    handle = models.CharField(_("handle"), max_length=80, db_collation=EXACT)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True, max_length=5000)
    state = models.CharField(_("state"), max_length=10)
    drawing = models.JSONField(_("drawing"), default=dict)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "handle"], name="product_handle_once")]
        indexes: ClassVar = [models.Index(fields=["shop_id", "state", "id"], name="product_state")]

    def __str__(self) -> str:
        return self.title


class Variant(ShopOwned):
    """What is bought of a product, at a price in the shop's currency."""

    product = ShopOneToOneField(Product, on_delete=models.CASCADE, related_name="variant")
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    price_minor = models.BigIntegerField(_("price"))

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(price_minor__gt=0), name="price_not_nothing")]


class StockItem(ShopOwned):
    """How many of a variant are on hand, and how many of them buyers are paying for right now."""

    variant = ShopOneToOneField(Variant, on_delete=models.CASCADE, related_name="stock")
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="reserved_is_on_hand")
        ]
