"""The catalog's tables."""

from shop.catalog.models.collections import Collection, CollectionProduct
from shop.catalog.models.pictures import Picture
from shop.catalog.models.products import Product, ProductTag, Variant
from shop.catalog.models.settings import Settings

__all__ = ["Collection", "CollectionProduct", "Picture", "Product", "ProductTag", "Settings", "Variant"]
