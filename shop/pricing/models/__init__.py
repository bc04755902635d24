"""Codes and their uses; taxes; where the shop ships and for what."""

from shop.pricing.models.discounts import DiscountCode, DiscountTarget, DiscountUse
from shop.pricing.models.shipping import ShippingMethod, ShippingZone
from shop.pricing.models.taxes import TaxRate, TaxSettings

__all__ = [
    "DiscountCode",
    "DiscountTarget",
    "DiscountUse",
    "ShippingMethod",
    "ShippingZone",
    "TaxRate",
    "TaxSettings",
]
