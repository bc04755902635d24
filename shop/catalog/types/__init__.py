"""What passes the catalog's door."""

from shop.catalog.types.fields import ProductFields, VariantFields, one_variant
from shop.catalog.types.pictures import Drawing, Picture, PictureState
from shop.catalog.types.products import Product, ProductState, Variant, WeightUnit
from shop.catalog.types.sale import ForSale
from shop.catalog.types.settings import ShopSettings

__all__ = [
    "Drawing",
    "ForSale",
    "Picture",
    "PictureState",
    "Product",
    "ProductFields",
    "ProductState",
    "ShopSettings",
    "Variant",
    "VariantFields",
    "WeightUnit",
    "one_variant",
]
