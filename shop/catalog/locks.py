"""The only place of the catalog that locks rows. The order: fence, delivery, cart, product, stock, payment, order."""

from collections.abc import Iterable

from shop.catalog.errors import CollectionUnknown, ProductUnknown, VariantUnknown
from shop.catalog.models import Collection, Product, StockItem


def lock_stock(variant_ids: Iterable[int]) -> dict[int, StockItem]:
    """Lock the stock of these variants in the order of their primary keys; raises VariantUnknown.

    Two queries: found by variant, then locked by key, so the order does not hang on the optimizer's choice of index.
    """
    wanted = set(variant_ids)
    keys = StockItem.objects.filter(variant_id__in=wanted).values_list("pk", flat=True)
    rows = StockItem.objects.select_for_update().filter(pk__in=sorted(keys)).order_by("pk")
    locked = {row.variant_id: row for row in rows}
    if len(locked) != len(wanted):
        raise VariantUnknown
    return locked


def lock_collection(collection_id: int) -> Collection:
    """Lock a collection; raises CollectionUnknown. One query. Comes before products."""
    row = Collection.objects.select_for_update().filter(pk=collection_id).first()
    if row is None:
        raise CollectionUnknown
    return row


def lock_product(product_id: int) -> Product:
    """Lock a product; raises ProductUnknown. One query."""
    row = Product.objects.select_for_update().filter(pk=product_id).first()
    if row is None:
        raise ProductUnknown
    return row
