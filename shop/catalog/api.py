"""The catalog's door. Selectors name their query count; services need the permission they name."""

from shop.catalog.selectors.drawings import picture_of
from shop.catalog.selectors.products import product_by_handle, product_by_id, products_for_sale, products_of_shop
from shop.catalog.selectors.sale import variants_for_sale
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.services.products import create_product, delete_product, edit_product, set_product_state
from shop.catalog.services.setup import change_settings, open_shop, set_up_shop
from shop.catalog.services.stock import adjust_stock, consume_stock, release_stock, reserve_stock

__all__ = [
    "adjust_stock",
    "change_settings",
    "consume_stock",
    "create_product",
    "delete_product",
    "edit_product",
    "open_shop",
    "picture_of",
    "product_by_handle",
    "product_by_id",
    "products_for_sale",
    "products_of_shop",
    "release_stock",
    "reserve_stock",
    "set_product_state",
    "set_up_shop",
    "shop_settings",
    "variants_for_sale",
]
