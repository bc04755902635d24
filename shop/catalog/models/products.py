"""What a shop sells: products as buyers read of them, and their variants, which is what is bought."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class Product(VersionedShopOwned):
    """Something for sale. Without a picture of its own it shows one drawn from the three words in `drawing`.

    `description` is HTML as the merchant or an import wrote it: never shown unsanitised. `extras` are columns of an
    imported CSV that mean nothing here and go out again with an export. `lowest_price_minor` is that of its variants,
    written with them: lists are sorted by it.
    """

    handle = models.CharField(_("handle"), max_length=80, db_collation=EXACT)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True, max_length=65_535)
    state = models.CharField(_("state"), max_length=10)
    is_published = models.BooleanField(_("is shown in the shop"), default=True)
    vendor = models.CharField(_("vendor"), max_length=255, blank=True)
    product_type = models.CharField(_("type"), max_length=255, blank=True)
    option_names = models.JSONField(_("option names"), default=list)
    is_gift_card = models.BooleanField(_("is a gift card"), default=False)
    seo_title = models.CharField(_("title for search engines"), max_length=255, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=1_000, blank=True)
    lowest_price_minor = models.BigIntegerField(_("lowest price"), default=0)
    drawing = models.JSONField(_("drawing"), default=dict)
    extras = models.JSONField(_("other columns"), default=dict)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "handle"], name="product_handle_once")]
        indexes: ClassVar = [
            models.Index(fields=["shop_id", "state", "is_published", "id"], name="product_state"),
            models.Index(fields=["shop_id", "title", "id"], name="product_title"),
            models.Index(fields=["shop_id", "lowest_price_minor", "id"], name="product_price"),
        ]

    def __str__(self) -> str:
        return self.title


class Variant(ShopOwned):
    """What is bought of a product, at a price in the shop's currency.

    `combination` is a digest of the options' values, so that the database refuses the same ones twice. A variant that
    was sold and then taken out of the product stays as a retired row: orders refer to it. `tracker` and `uncounted`
    are a CSV's word for who counts the stock ("shopify" is the shop itself), and its quantity where nobody does: they
    go out again with an export.
    """

    product = ShopForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    option1 = models.CharField(_("first option"), max_length=255, blank=True)
    option2 = models.CharField(_("second option"), max_length=255, blank=True)
    option3 = models.CharField(_("third option"), max_length=255, blank=True)
    combination = models.CharField(_("combination"), max_length=64, db_collation="ascii_bin")
    is_retired = models.BooleanField(_("is retired"), default=False)
    sku = models.CharField(_("SKU"), max_length=255, blank=True)
    barcode = models.CharField(_("barcode"), max_length=255, blank=True)
    price_minor = models.BigIntegerField(_("price"))
    compare_at_minor = models.BigIntegerField(_("price before"), null=True)
    cost_minor = models.BigIntegerField(_("cost"), null=True)
    grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    weight_unit = models.CharField(_("unit of weight"), max_length=2, default="kg")
    requires_shipping = models.BooleanField(_("is shipped"), default=True)
    is_taxable = models.BooleanField(_("is taxed"), default=True)
    tax_code = models.CharField(_("tax code"), max_length=255, blank=True)
    fulfillment_service = models.CharField(_("who ships it"), max_length=255, default="manual")
    tracker = models.CharField(_("who counts it"), max_length=255, default="shopify")
    uncounted = models.IntegerField(_("quantity that nobody counts"), null=True)
    picture = ShopForeignKey("catalog.Picture", on_delete=models.SET_NULL, null=True, related_name="+")
    extras = models.JSONField(_("other columns"), default=dict)

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "product", "combination"], name="variant_options_once"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="price_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "sku"], name="variant_sku")]


class ProductTag(ShopOwned):
    """A word for a product. `folded` is the tag without regard to case: by it tags are told apart and found."""

    product = ShopForeignKey(Product, on_delete=models.CASCADE, related_name="tag_rows")
    position = models.PositiveSmallIntegerField(_("position"))
    tag = models.CharField(_("tag"), max_length=255)
    folded = models.CharField(_("folded"), max_length=255, db_collation=EXACT)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "product", "folded"], name="product_tag_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "folded", "product"], name="tag_folded")]
