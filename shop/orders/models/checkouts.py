"""Checkouts: carts that buyers set out to pay, frozen with all that the price depended on.

What a checkout's lines name is reserved exactly while its attempt is open (sent or settling): nothing expires it.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned
from shop.orders.models.carts import EXACT, Cart


class Amounts(ShopOwned):
    """What a sale costs, in minor units of one currency.

    The total is what is paid: subtotal less discount plus shipping, and plus tax where prices are without it.
    """

    subtotal_minor = models.BigIntegerField(_("subtotal"))
    discount_minor = models.BigIntegerField(_("discount"), default=0)
    shipping_minor = models.BigIntegerField(_("shipping"), default=0)
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    total_minor = models.BigIntegerField(_("total"))
    currency = models.CharField(_("currency"), max_length=3)
    tax_included = models.BooleanField(_("prices include tax"), default=True)
    shipping_taxes = models.JSONField(_("taxes on shipping"), default=list)

    class Meta:
        abstract = True


class SoldLine(ShopOwned):
    """One variant as it was sold: its words, its price, and its shares of discount and tax.

    `discount_minor` and `tax_minor` are the whole line's. `taxes` lists name, rate_ppm and amount_minor of each.
    """

    variant = ShopForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    price_minor = models.BigIntegerField(_("price"))
    discount_minor = models.BigIntegerField(_("discount"), default=0)
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    taxes = models.JSONField(_("taxes"), default=list)
    title = models.CharField(_("title"), max_length=255)
    variant_title = models.CharField(_("variant"), max_length=800, blank=True, default="")
    handle = models.CharField(_("handle"), max_length=255)
    sku = models.CharField(_("SKU"), max_length=255, blank=True)
    picture_key = models.CharField(_("picture"), max_length=200, blank=True)
    grams = models.PositiveIntegerField(_("weight of one in grams"), default=0)
    requires_shipping = models.BooleanField(_("has to be sent"), default=True)

    class Meta:
        abstract = True


class Checkout(Amounts):
    """A cart that a buyer set out to pay, frozen. `digest` tells the same request from another under one key.

    `snapshot` is what the price was computed from, `quote` what came out.
    """

    cart = ShopForeignKey(Cart, on_delete=models.SET_NULL, null=True, related_name="checkouts")
    attempt = ShopOneToOneField("payments.PaymentAttempt", on_delete=models.PROTECT, related_name="checkout")
    idempotency_key = models.CharField(_("idempotency key"), max_length=64, db_collation=EXACT)
    digest = models.CharField(_("digest"), max_length=64, db_collation=EXACT)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    shipping = models.JSONField(_("shipping address"))
    billing = models.JSONField(_("billing address"))
    accepts_marketing = models.BooleanField(_("wants news"), default=False)
    method_id = models.BigIntegerField(_("shipping method's id"), null=True)
    method_name = models.CharField(_("shipping method"), max_length=120, blank=True, default="")
    codes = models.JSONField(_("discount codes"), default=list)
    note = models.TextField(_("buyer's note"), blank=True, default="")
    snapshot = models.JSONField(_("what the price was computed from"), default=dict)
    quote = models.JSONField(_("how the price was computed"), default=dict)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "idempotency_key"], name="checkout_key_once")
        ]


class CheckoutLine(SoldLine):
    """What is reserved for a checkout, at the price the buyer agreed to."""

    checkout = ShopForeignKey(Checkout, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("checkout line")
        verbose_name_plural = _("checkout lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "checkout", "variant"], name="checkout_line_once")
        ]
