"""The only place of the catalog that locks rows. The order: fence, delivery, cart, product, stock, payment, order."""

from collections.abc import Iterable

from shop.catalog.errors import CollectionUnknown, ProductUnknown
from shop.catalog.models import Collection, Product


def lock_collection(collection_id: int) -> Collection:
    """Lock a collection; raises CollectionUnknown. One query. Comes before products."""
    row = Collection.objects.select_for_update().filter(pk=collection_id).first()
    if row is None:
        raise CollectionUnknown
    return row


def lock_products(handles: Iterable[str]) -> list[Product]:
    """Lock the products of these handles, in the order of their primary keys; unknown handles are left out.

    Two queries: found by handle, then locked by key.
    """
    keys = Product.objects.filter(handle__in=set(handles)).values_list("pk", flat=True)
    return list(Product.objects.select_for_update().filter(pk__in=sorted(keys)).order_by("pk"))


def lock_product(product_id: int) -> Product:
    """Lock a product; raises ProductUnknown. One query."""
    row = Product.objects.select_for_update().filter(pk=product_id).first()
    if row is None:
        raise ProductUnknown
    return row
