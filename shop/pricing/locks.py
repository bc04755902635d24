"""The only place of pricing that locks rows.

Discounts come after fence, delivery, cart, product and stock, and before payment. Taxes and zones are locked by staff's
services alone, and no other lock is taken with them; a zone comes before its methods.
"""

from collections.abc import Collection

from shop.pricing.errors import DiscountUnknown, MethodUnknown, TaxRateUnknown, ZoneUnknown
from shop.pricing.models import DiscountCode, ShippingMethod, ShippingZone, TaxRate, TaxSettings


def lock_codes(folded: Collection[str]) -> dict[str, DiscountCode]:
    """Lock the discounts of these folded codes in the order of their keys; unknown ones are left out.

    Two queries: found by code, then locked by key, so the order does not hang on the optimizer's choice of index.
    """
    keys = DiscountCode.objects.filter(folded__in=sorted(set(folded))).values_list("pk", flat=True)
    return {row.folded: row for row in lock_discounts(list(keys))}


def lock_discounts(discount_ids: Collection[int]) -> list[DiscountCode]:
    """Lock these discounts in the order of their keys. One query."""
    rows = DiscountCode.objects.select_for_update().filter(pk__in=sorted(set(discount_ids)))
    return list(rows.order_by("pk"))


def lock_discount(discount_id: int) -> DiscountCode:
    """Lock a discount. One query. Raises DiscountUnknown."""
    row = DiscountCode.objects.select_for_update().filter(pk=discount_id).first()
    if row is None:
        raise DiscountUnknown
    return row


def lock_tax_settings() -> TaxSettings:
    """Lock the shop's tax settings, made on first use. One query, three on first use."""
    row = TaxSettings.objects.select_for_update().first()
    if row is None:
        # Two at once: the unique key lets one row in, and both wait for it here.
        TaxSettings.objects.bulk_create([TaxSettings()], ignore_conflicts=True)
        row = TaxSettings.objects.select_for_update().get()
    return row


def lock_rate(rate_id: int) -> TaxRate:
    """Lock a tax rate. One query. Raises TaxRateUnknown."""
    row = TaxRate.objects.select_for_update().filter(pk=rate_id).first()
    if row is None:
        raise TaxRateUnknown
    return row


def lock_zone(zone_id: int) -> ShippingZone:
    """Lock a shipping zone. One query. Raises ZoneUnknown."""
    row = ShippingZone.objects.select_for_update().filter(pk=zone_id).first()
    if row is None:
        raise ZoneUnknown
    return row


def lock_method(method_id: int) -> ShippingMethod:
    """Lock a shipping method, its zone before it. Three queries. Raises MethodUnknown."""
    zone_id = ShippingMethod.objects.values_list("zone_id", flat=True).filter(pk=method_id).first()
    if zone_id is None:
        raise MethodUnknown
    ShippingZone.objects.select_for_update().filter(pk=zone_id).first()
    row = ShippingMethod.objects.select_for_update().filter(pk=method_id).first()
    if row is None:
        raise MethodUnknown
    return row
