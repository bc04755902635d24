"""What was sent of an order, in parts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned
from shop.orders.models.carts import EXACT
from shop.orders.models.orders import Order, OrderLine


class Fulfilment(ShopOwned):
    """One parcel, or whatever went out at once. A cancelled one counts for nothing. `key` makes it once."""

    order = ShopForeignKey(Order, on_delete=models.CASCADE, related_name="fulfilments")
    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    number = models.PositiveSmallIntegerField(_("number"))
    location = ShopForeignKey("inventory.Location", on_delete=models.PROTECT, null=True, related_name="+")
    carrier = models.CharField(_("carrier"), max_length=60, blank=True, default="")
    tracking_number = models.CharField(_("tracking number"), max_length=120, blank=True, default="")
    tracking_url = models.URLField(_("tracking address"), max_length=500, blank=True, default="")
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    actor_name = models.CharField(_("actor's name"), max_length=120)
    created_at = models.DateTimeField(_("sent"), db_default=Now())
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)

    class Meta:
        verbose_name = _("fulfilment")
        verbose_name_plural = _("fulfilments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "key"], name="fulfilment_key_once"),
            models.UniqueConstraint(fields=["shop_id", "order", "number"], name="fulfilment_number_once"),
        ]


class FulfilmentLine(ShopOwned):
    """How many of an order's line went out."""

    fulfilment = ShopForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines")
    order_line = ShopForeignKey(OrderLine, on_delete=models.PROTECT, related_name="fulfilled")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("fulfilment's line")
        verbose_name_plural = _("fulfilments' lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "fulfilment", "order_line"], name="fulfilment_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="fulfilment_line_not_empty"),
        ]
