"""Pictures of products: uploaded ones, kept as files, and addresses that an import named."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned
from shop.catalog.models.products import Product


class Picture(ShopOwned):
    """One picture of a product, at its place.

    An uploaded one has a `file`, the random name under which its files lie; its `sizes` are the widths that are ready.
    One of an import has a `source_url` and no file: nothing is fetched. `is_listed` is false for an address that only
    a variant names.
    """

    product = ShopForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField(_("position"))
    alt = models.CharField(_("description for those who cannot see it"), max_length=512, blank=True)
    state = models.CharField(_("state"), max_length=10)
    source_url = models.CharField(_("address"), max_length=2_048, blank=True)
    is_listed = models.BooleanField(_("is shown with the product"), default=True)
    file = models.CharField(_("file"), max_length=32, blank=True, db_collation="ascii_bin")
    content_type = models.CharField(_("content type"), max_length=40, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    sizes = models.JSONField(_("widths that are ready"), default=list)
    extras = models.JSONField(_("other columns"), default=dict)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes: ClassVar = [models.Index(fields=["shop_id", "product", "position"], name="picture_order")]
