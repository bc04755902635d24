"""What was given back of an order, in parts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned
from shop.orders.models.carts import EXACT
from shop.orders.models.orders import Order, OrderLine


class Refund(ShopOwned):
    """Money that goes back, and the pieces it is for. `key` makes it once.

    Asked: its pieces and its money are spoken for. Done: the gateway gave the money back, and stock followed.
    Refused: nothing has happened; it may be tried again.
    """

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    operation = ShopOneToOneField("payments.PaymentOperation", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10)
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    reason = models.CharField(_("reason"), max_length=255, blank=True, default="")
    lines_minor = models.BigIntegerField(_("for goods"))
    shipping_minor = models.BigIntegerField(_("for shipping"), default=0)
    shipping_taxes = models.JSONField(_("taxes on shipping"), default=list)
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    total_minor = models.BigIntegerField(_("total"))
    refusal = models.CharField(_("why it was refused"), max_length=40, blank=True, default="")
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    actor_name = models.CharField(_("actor's name"), max_length=120)
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "key"], name="refund_key_once"),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="refund_not_negative"),
        ]


class RefundLine(ShopOwned):
    """Pieces of an order's line that are given back, and what they cost.

    `unsent` of them never left: they are free to be sold again. `restocked` of them come back into stock, at the
    location or, without one, at the first. The amount is with tax if prices include it.
    """

    refund = ShopForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    order_line = ShopForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refunded")
    quantity = models.PositiveIntegerField(_("quantity"))
    unsent = models.PositiveIntegerField(_("of them never sent"), default=0)
    restocked = models.PositiveIntegerField(_("of them back in stock"), default=0)
    amount_minor = models.BigIntegerField(_("amount"))
    tax_minor = models.BigIntegerField(_("tax"), default=0)
    taxes = models.JSONField(_("taxes"), default=list)
    location = ShopForeignKey("inventory.Location", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("refund's line")
        verbose_name_plural = _("refunds' lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "refund", "order_line"], name="refund_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="refund_line_not_empty"),
        ]
