"""Carts, checkouts, and orders as they were at the sale.

What a checkout's lines name is reserved exactly while its attempt is open (sent or settling): nothing expires it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
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


class Checkout(ShopOwned):
    """A cart that a buyer set out to pay, frozen. `digest` tells the same request from another under one key."""

    cart = ShopForeignKey(Cart, on_delete=models.SET_NULL, null=True, related_name="checkouts")
    attempt = ShopOneToOneField("payments.PaymentAttempt", on_delete=models.PROTECT, related_name="checkout")
    idempotency_key = models.CharField(_("idempotency key"), max_length=64, db_collation=EXACT)
    digest = models.CharField(_("digest"), max_length=64, db_collation=EXACT)
    email = models.EmailField(_("e-mail"), max_length=254)
    shipping = models.JSONField(_("shipping address"))
    billing = models.JSONField(_("billing address"))
    total_minor = models.BigIntegerField(_("total"))
    currency = models.CharField(_("currency"), max_length=3)
    created_at = models.DateTimeField(_("created"), db_default=Now())

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "idempotency_key"], name="checkout_key_once")
        ]


class CheckoutLine(ShopOwned):
    """What is reserved for a checkout, at the price the buyer agreed to."""

    checkout = ShopForeignKey(Checkout, on_delete=models.CASCADE, related_name="lines")
    variant = ShopForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    price_minor = models.BigIntegerField(_("price"))
    title = models.CharField(_("title"), max_length=120)
    handle = models.CharField(_("handle"), max_length=80)
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    picture_key = models.CharField(_("picture"), max_length=12)

    class Meta:
        verbose_name = _("checkout line")
        verbose_name_plural = _("checkout lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "checkout", "variant"], name="checkout_line_once")
        ]


class Order(ShopOwned):
    """A sale. Numbers count per shop without gaps, from 1001."""

    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=16)
    checkout = ShopOneToOneField(Checkout, on_delete=models.PROTECT, related_name="order")
    attempt = ShopOneToOneField("payments.PaymentAttempt", on_delete=models.PROTECT, related_name="order")
    customer = ShopForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_name = models.CharField(_("customer"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    shipping = models.JSONField(_("shipping address"))
    billing = models.JSONField(_("billing address"))
    total_minor = models.BigIntegerField(_("total"))
    currency = models.CharField(_("currency"), max_length=3)
    quantity = models.PositiveIntegerField(_("quantity"))
    placed_at = models.DateTimeField(_("placed"), db_default=Now())

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "number"], name="order_number_once")]

    def __str__(self) -> str:
        return f"#{self.number}"


class OrderLine(ShopOwned):
    """One line as it was sold. It never changes."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = ShopForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    price_minor = models.BigIntegerField(_("price"))
    title = models.CharField(_("title"), max_length=120)
    handle = models.CharField(_("handle"), max_length=80)
    sku = models.CharField(_("SKU"), max_length=60, blank=True)
    picture_key = models.CharField(_("picture"), max_length=12)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "order", "variant"], name="order_line_once")
        ]


class OrderCounter(ShopOwned):
    """The next order's number: one row, locked last, so numbers have no gaps."""

    next_number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("order counter")
        verbose_name_plural = _("order counters")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="order_counter_once")]
