"""Orders: the sale as it was, and what people add to it. What happened to it later is in fulfilments and refunds."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned, VersionedShopOwned
from shop.orders.models.carts import EXACT
from shop.orders.models.checkouts import Amounts, Checkout, SoldLine


class Order(Amounts, VersionedShopOwned):
    """A sale. Numbers count per shop without gaps, from 1001. `status_token` opens its status page to who has it.

    The two states are derived from what happened and kept for lists: services/restating.py is their only writer.
    """

    number = models.PositiveIntegerField(_("number"))
    status_token = models.CharField(_("status token"), max_length=64, db_collation=EXACT)
    checkout = ShopOneToOneField(Checkout, on_delete=models.PROTECT, related_name="order")
    attempt = ShopOneToOneField("payments.PaymentAttempt", on_delete=models.PROTECT, related_name="order")
    customer = ShopForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    customer_name = models.CharField(_("customer"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    shipping = models.JSONField(_("shipping address"))
    billing = models.JSONField(_("billing address"))
    refunded_minor = models.BigIntegerField(_("refunded"), default=0)
    method_name = models.CharField(_("shipping method"), max_length=120, blank=True, default="")
    codes = models.JSONField(_("discount codes"), default=list)
    quantity = models.PositiveIntegerField(_("quantity"))
    note_of_buyer = models.TextField(_("buyer's note"), blank=True, default="")
    payment_state = models.CharField(_("payment"), max_length=16)
    fulfilment_state = models.CharField(_("fulfilment"), max_length=16)
    held_at = models.DateTimeField(_("held back"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    cancel_key = models.CharField(_("cancellation's key"), max_length=64, blank=True, default="", db_collation=EXACT)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=255, blank=True, default="")
    placed_at = models.DateTimeField(_("placed"), db_default=Now())

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "number"], name="order_number_once"),
            models.UniqueConstraint(fields=["shop_id", "status_token"], name="order_status_token_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop_id", "payment_state", "number"], name="order_payment_state"),
            models.Index(fields=["shop_id", "fulfilment_state", "number"], name="order_fulfilment_state"),
            models.Index(fields=["shop_id", "customer", "number"], name="order_customer"),
            models.Index(fields=["shop_id", "email", "number"], name="order_email"),
            models.Index(fields=["shop_id", "customer_name", "number"], name="order_customer_name"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class OrderLine(SoldLine):
    """One line as it was sold. It never changes: what was sent or given back of it is counted elsewhere."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "order", "variant"], name="order_line_once")
        ]


class OrderTax(ShopOwned):
    """One tax of an order, at its rate in parts per million."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="taxes")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=120)
    rate_ppm = models.PositiveIntegerField(_("rate"))
    amount_minor = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("order's tax")
        verbose_name_plural = _("orders' taxes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "order", "position"], name="order_tax_position_once")
        ]


class OrderTag(ShopOwned):
    """A word that staff put on an order. `folded` makes it one word however it is typed."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=60)
    folded = models.CharField(_("tag, folded"), max_length=120, db_collation=EXACT)

    class Meta:
        verbose_name = _("order's tag")
        verbose_name_plural = _("orders' tags")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "folded", "order"], name="order_tag_once"),
        ]


class OrderNote(ShopOwned):
    """What somebody of the staff wrote about an order. Buyers never see it."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    text = models.TextField(_("text"))
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    actor_name = models.CharField(_("actor's name"), max_length=120)
    created_at = models.DateTimeField(_("written"), db_default=Now())

    class Meta:
        verbose_name = _("order's note")
        verbose_name_plural = _("orders' notes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "key"], name="order_note_key_once")]


class OrderCounter(ShopOwned):
    """The next order's number: one row, locked last, so numbers have no gaps."""

    next_number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("order counter")
        verbose_name_plural = _("order counters")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="order_counter_once")]
