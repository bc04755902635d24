"""Stock: what staff count, and what buyers reserve, give back and take away."""

from collections.abc import Mapping

from django.utils.translation import gettext

from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.catalog.errors import FieldsWrong, OutOfStock, StockBelowReserved
from shop.catalog.events import KEPT_S, STOCK_ADJUSTED
from shop.catalog.limits import MOST_ON_HAND
from shop.catalog.locks import lock_stock
from shop.catalog.models import StockItem, Variant
from shop.catalog.rules import Fault
from shop.catalog.sentences import fault_sentence
from shop.staff.api import Permission


@service(permission=Permission.STOCK_ADJUST)
def adjust_stock(variant_id: int, *, change: int, reason: str) -> int:
    """Add to (or take from) what is on hand; needs stock.adjust. Returns the new on_hand.

    Raises VariantUnknown, StockBelowReserved, FieldsWrong.
    """
    item = lock_stock([variant_id])[variant_id]
    before, on_hand = item.on_hand, item.on_hand + change
    if on_hand > MOST_ON_HAND:
        raise FieldsWrong({"change": fault_sentence(Fault.NOT_A_NUMBER)})
    if on_hand < item.reserved and item.reserved:
        raise StockBelowReserved(reserved=item.reserved)
    if on_hand < 0:
        raise FieldsWrong({"change": gettext("There are only %(count)d on hand.") % {"count": before}})
    StockItem.objects.filter(pk=item.pk).update(on_hand=on_hand)
    product_id = Variant.objects.values_list("product_id", flat=True).get(pk=variant_id)
    subject = Subject("product", product_id)
    told = {"product_id": product_id, "variant_id": variant_id, "change": change, "on_hand": on_hand}
    publish(STOCK_ADJUSTED, subject, told, keep_s=KEPT_S)
    audit("stock.adjusted", subject, {"on_hand": before}, {"on_hand": on_hand, "reason": reason})
    return on_hand


@service
def reserve_stock(quantities: Mapping[int, int]) -> None:
    """Set aside what a buyer is paying for: variant id to quantity. Joins the caller's service.

    All or nothing; rows are locked in the order of their keys. Raises OutOfStock, VariantUnknown. Three queries.
    """
    items = lock_stock(quantities)
    for variant_id, item in items.items():
        left = item.on_hand - item.reserved
        if left < quantities[variant_id]:
            title = Variant.objects.values_list("product__title", flat=True).get(pk=variant_id)
            raise OutOfStock(title, variant_id=variant_id, left=left)
        item.reserved += quantities[variant_id]
    StockItem.objects.bulk_update(items.values(), ["reserved"])


@service
def release_stock(quantities: Mapping[int, int]) -> None:
    """Give a reservation back. Joins the caller's service, which makes sure it happens once. Three queries."""
    items = lock_stock(quantities)
    for variant_id, item in items.items():
        item.reserved -= quantities[variant_id]
    StockItem.objects.bulk_update(items.values(), ["reserved"])


@service
def consume_stock(quantities: Mapping[int, int]) -> None:
    """Turn a reservation into a sale: on hand and reserved both fall. Joins the caller's service. Three queries."""
    items = lock_stock(quantities)
    for variant_id, item in items.items():
        item.reserved -= quantities[variant_id]
        item.on_hand -= quantities[variant_id]
    StockItem.objects.bulk_update(items.values(), ["on_hand", "reserved"])
