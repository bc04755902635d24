"""Carts: what buyers have picked, and the discount codes they typed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned

EXACT = "utf8mb4_bin"


class Cart(ShopOwned):
    """What one buyer's session has picked. `token` is the session's secret, never shown."""

    token = models.CharField(_("token"), max_length=64, db_collation=EXACT)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "token"], name="cart_token_once")]


class CartLine(ShopOwned):
    """One variant in a cart. Its price is the present one until the checkout freezes it."""

    cart = ShopForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = ShopForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "cart", "variant"], name="cart_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="cart_line_not_empty"),
        ]


class CartCode(ShopOwned):
    """A discount code as a buyer typed it. What it is worth is asked anew each time."""

    cart = ShopForeignKey(Cart, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(_("discount code"), max_length=60)

    class Meta:
        verbose_name = _("cart's code")
        verbose_name_plural = _("carts' codes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "cart", "code"], name="cart_code_once")]
