"""Where goods lie, how many there are, what is reserved for whom, and every change of it.

Always true of a level: reserved is the sum of its reservations, and each of its figures is the sum of its entries.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey, ShopOneToOneField
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class Location(VersionedShopOwned):
    """A place where goods lie: a shop, a warehouse. The one with the lowest position gives first."""

    name = models.CharField(_("name"), max_length=80)
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "name"], name="location_name_once")]

    def __str__(self) -> str:
        return self.name


class StockItem(ShopOwned):
    """How a variant is counted. What is not tracked has no entries and can always be sold."""

    variant = ShopOneToOneField("catalog.Variant", on_delete=models.CASCADE, related_name="stock")
    is_tracked = models.BooleanField(_("tracked"), default=True)
    may_oversell = models.BooleanField(_("may be oversold"), default=False)

    class Meta:
        verbose_name = _("stock item")
        verbose_name_plural = _("stock items")


class StockLevel(ShopOwned):
    """How many of an item there are at one location.

    `on_hand` is what was counted, so it may lie below `reserved`, and below zero after more was sent than was known.
    """

    item = ShopForeignKey(StockItem, on_delete=models.CASCADE, related_name="levels")
    location = ShopForeignKey(Location, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    incoming = models.PositiveIntegerField(_("incoming"), default=0)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "item", "location"], name="stock_level_once")
        ]


class Reservation(ShopOwned):
    """Part of a level that is kept for a holder: a checkout that is being paid, then its order until it is sent."""

    level = ShopForeignKey(StockLevel, on_delete=models.PROTECT, related_name="reservations")
    holder_kind = models.CharField(_("holder's kind"), max_length=20, db_collation=EXACT)
    holder_id = models.BigIntegerField(_("holder's id"))
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "holder_kind", "holder_id", "level"], name="reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="reservation_not_empty"),
        ]


class StockEntry(ShopOwned):
    """One line of the ledger: how a level changed, why, by whom, and its figures after it. It never changes.

    `key` is that of the form that made it: the same form sent twice finds the entry and writes nothing.
    """

    item = ShopForeignKey(StockItem, on_delete=models.CASCADE, related_name="entries")
    location = ShopForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=12)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    change_on_hand = models.IntegerField(default=0)
    change_reserved = models.IntegerField(default=0)
    change_incoming = models.IntegerField(default=0)
    on_hand = models.IntegerField(_("on hand"))
    reserved = models.IntegerField(_("reserved"))
    incoming = models.IntegerField(_("incoming"))
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=60, db_collation=EXACT)
    actor_name = models.CharField(max_length=120, blank=True)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=64, null=True, db_collation=EXACT)  # noqa: DJ001 (NULL is in no unique key)
    created_at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("stock entry")
        verbose_name_plural = _("stock entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "key", "item", "location"], name="stock_entry_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "item", "id"], name="stock_entry_of_item")]
