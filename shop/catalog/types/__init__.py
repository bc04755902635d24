"""What passes the catalog's door."""

from shop.catalog.types.collections import Collection, CollectionFields
from shop.catalog.types.fields import ProductFields, VariantFields, one_variant
from shop.catalog.types.lists import CollectionsPage, ProductCounts, ProductFilter, ProductSort, ProductsPage
from shop.catalog.types.pictures import Drawing, Picture, PictureFile, PictureState
from shop.catalog.types.products import Product, ProductState, Variant, WeightUnit
from shop.catalog.types.sale import ForSale
from shop.catalog.types.settings import ShopSettings

__all__ = [
    "Collection",
    "CollectionFields",
    "CollectionsPage",
    "Drawing",
    "ForSale",
    "Picture",
    "PictureFile",
    "PictureState",
    "Product",
    "ProductCounts",
    "ProductFields",
    "ProductFilter",
    "ProductSort",
    "ProductState",
    "ProductsPage",
    "ShopSettings",
    "Variant",
    "VariantFields",
    "WeightUnit",
    "one_variant",
]
