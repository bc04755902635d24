"""Products that a merchant shows together, put in order by hand."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned
from shop.catalog.models.products import EXACT, Product


class Collection(VersionedShopOwned):
    """A page of chosen products. `description` is HTML: never shown unsanitised."""

    handle = models.CharField(_("handle"), max_length=80, db_collation=EXACT)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(_("description"), blank=True, max_length=65_535)
    is_published = models.BooleanField(_("is shown in the shop"), default=True)
    seo_title = models.CharField(_("title for search engines"), max_length=255, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=1_000, blank=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "handle"], name="collection_handle_once")]
        indexes: ClassVar = [models.Index(fields=["shop_id", "title", "id"], name="collection_title")]

    def __str__(self) -> str:
        return self.title


class CollectionProduct(ShopOwned):
    """A product's place in a collection. Places rise; gaps between them mean nothing."""

    collection = ShopForeignKey(Collection, on_delete=models.CASCADE, related_name="places")
    product = ShopForeignKey(Product, on_delete=models.CASCADE, related_name="collection_places")
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("product of a collection")
        verbose_name_plural = _("products of collections")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "collection", "product"], name="collection_product_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "collection", "position", "id"], name="collection_order")]
