"""The catalog's door. Selectors name their query count; services need the permission they name."""

from shop.catalog import limits
from shop.catalog.exporting import export_products
from shop.catalog.importing import check_file, import_file, plan_import
from shop.catalog.selectors.collections import (
    collection_by_handle,
    collection_by_id,
    collections_of_product,
    collections_page,
    published_collections,
)
from shop.catalog.selectors.drawings import picture_of
from shop.catalog.selectors.lists import product_counts, products_for_sale, products_page, search_products
from shop.catalog.selectors.pictures import picture_file
from shop.catalog.selectors.products import product_by_handle, product_by_id, titles_of
from shop.catalog.selectors.sale import variants_for_sale
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.services.collections import (
    add_to_collection,
    create_collection,
    delete_collection,
    edit_collection,
    place_in_collection,
    remove_from_collection,
)
from shop.catalog.services.pictures import describe_picture, place_picture, remove_picture
from shop.catalog.services.products import create_product, delete_product, edit_product, set_product_state
from shop.catalog.services.setup import change_settings, open_shop, set_up_shop
from shop.catalog.uploading import add_picture

__all__ = [
    "add_picture",
    "add_to_collection",
    "change_settings",
    "check_file",
    "collection_by_handle",
    "collection_by_id",
    "collections_of_product",
    "collections_page",
    "create_collection",
    "create_product",
    "delete_collection",
    "delete_product",
    "describe_picture",
    "edit_collection",
    "edit_product",
    "export_products",
    "import_file",
    "limits",
    "open_shop",
    "picture_file",
    "picture_of",
    "place_in_collection",
    "place_picture",
    "plan_import",
    "product_by_handle",
    "product_by_id",
    "product_counts",
    "products_for_sale",
    "products_page",
    "published_collections",
    "remove_from_collection",
    "remove_picture",
    "search_products",
    "set_product_state",
    "set_up_shop",
    "shop_settings",
    "titles_of",
    "variants_for_sale",
]
