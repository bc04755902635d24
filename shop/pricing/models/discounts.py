"""Discounts by code, what they are for, and who used them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class DiscountCode(VersionedShopOwned):
    """A code with its terms. `folded` is what is sought: two codes of one folded form are the same code.

    `used` is how many uses there are; it changes with them under the row's lock and is no edit.
    """

    code = models.CharField(_("code"), max_length=40)
    folded = models.CharField(max_length=60, db_collation=EXACT, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    basis_points = models.PositiveIntegerField(_("percentage"), default=0)
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    applies_to = models.CharField(_("applies to"), max_length=20)
    starts_at = models.DateTimeField(_("starts"), null=True)
    ends_at = models.DateTimeField(_("ends"), null=True)
    minimum_minor = models.BigIntegerField(_("minimum"), default=0)
    usage_limit = models.PositiveIntegerField(_("most uses"), null=True)
    is_once_per_customer = models.BooleanField(_("once per customer"), default=False)
    combines_with = models.JSONField(_("combines with"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("discount")
        verbose_name_plural = _("discounts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "folded"], name="discount_code_once")]

    def __str__(self) -> str:
        return self.code


class DiscountTarget(ShopOwned):
    """A product or a collection that a code is for. Neither while the one it names is being deleted."""

    discount = ShopForeignKey(DiscountCode, on_delete=models.CASCADE, related_name="targets")
    product = ShopForeignKey("catalog.Product", on_delete=models.CASCADE, null=True, related_name="+")
    collection = ShopForeignKey("catalog.Collection", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("discounted thing")
        verbose_name_plural = _("discounted things")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "discount", "product"], name="discount_product_once"),
            models.UniqueConstraint(fields=["shop_id", "discount", "collection"], name="discount_collection_once"),
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(collection__isnull=True), name="discount_target_is_one"
            ),
        ]


class DiscountUse(ShopOwned):
    """One use of a code by one holder: a checkout. `customer_key` tells customers apart and names nobody."""

    discount = ShopForeignKey(DiscountCode, on_delete=models.PROTECT, related_name="uses")
    holder_id = models.BigIntegerField(_("checkout"))
    customer_key = models.CharField(max_length=64, db_collation=EXACT)
    used_at = models.DateTimeField(_("used"), db_default=Now())

    class Meta:
        verbose_name = _("use of a discount")
        verbose_name_plural = _("uses of discounts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "holder_id", "discount"], name="discount_use_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop_id", "discount", "customer_key"], name="discount_use_by_customer")
        ]
