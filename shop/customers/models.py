"""Buyers of a shop, known by their e-mail, with addresses, tags and what they said about being written to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class Customer(VersionedShopOwned):
    """A buyer of one shop. The same e-mail in two shops is two customers. Nobody deletes one: orders name it."""

    email = models.EmailField(_("e-mail"), max_length=254, db_collation=EXACT)
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="", max_length=5000)
    language = models.CharField(_("language"), max_length=2, blank=True, default="")
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "email"], name="customer_email_once")]

    def __str__(self) -> str:
        return self.name or self.email


class CustomerTag(ShopOwned):
    """A word that staff sort customers by. `folded` makes two spellings one."""

    customer = ShopForeignKey(Customer, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(_("tag"), max_length=60)
    folded = models.CharField(_("folded"), max_length=190, db_collation=EXACT)

    class Meta:
        verbose_name = _("tag of a customer")
        verbose_name_plural = _("tags of customers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "customer", "folded"], name="customer_tag_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "folded"], name="customer_tag_folded")]

    def __str__(self) -> str:
        return self.tag


class CustomerAddress(VersionedShopOwned):
    """A postal address of a customer. `is_default` is true or NULL, so that the unique key allows one default."""

    customer = ShopForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    is_default = models.BooleanField(_("default"), null=True)
    digest = models.CharField(_("digest"), max_length=64, db_collation=EXACT)
    name = models.CharField(_("name"), max_length=120)
    company = models.CharField(_("company"), max_length=120, blank=True)
    line1 = models.CharField(_("street"), max_length=200)
    line2 = models.CharField(_("flat, floor"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=120)
    region = models.CharField(_("region"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("address of a customer")
        verbose_name_plural = _("addresses of customers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "customer", "digest"], name="customer_address_once"),
            models.UniqueConstraint(fields=["shop_id", "customer", "is_default"], name="customer_default_once"),
            models.CheckConstraint(
                condition=Q(is_default__isnull=True) | Q(is_default=True), name="customer_default_or_null"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.line1}, {self.city}"


class ConsentEntry(ShopOwned):
    """What a customer said about being written to. Rows are added and never changed; the newest of a channel holds."""

    customer = ShopForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(_("channel"), max_length=10)
    state = models.CharField(_("state"), max_length=10)
    source = models.CharField(_("source"), max_length=10)
    wording = models.CharField(_("wording"), max_length=500, blank=True)
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    actor_name = models.CharField(_("actor's name"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("consent entry")
        verbose_name_plural = _("consent entries")
        indexes: ClassVar = [models.Index(fields=["shop_id", "customer", "channel", "id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
