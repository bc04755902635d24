"""The door of inventory. Selectors name their query count; staff's services the permission they need.

What buyers and orders do to the stock joins their services: it happens with the rest of them, or not at all.
"""

from shop.inventory.selectors.locations import location_by_id, locations
from shop.inventory.selectors.reservations import reserved_for
from shop.inventory.selectors.stock import available_of, levels_of
from shop.inventory.services.adjusting import adjust_stock, count_stock
from shop.inventory.services.importing import import_stock
from shop.inventory.services.locations import open_shop
from shop.inventory.services.opening import import_tracking, open_stock, set_tracking
from shop.inventory.services.reserving import release_stock, reserve_stock
from shop.inventory.services.shipping import return_stock, ship_stock, unship_stock

__all__ = [
    "adjust_stock",
    "available_of",
    "count_stock",
    "import_stock",
    "import_tracking",
    "levels_of",
    "location_by_id",
    "locations",
    "open_shop",
    "open_stock",
    "release_stock",
    "reserve_stock",
    "reserved_for",
    "return_stock",
    "set_tracking",
    "ship_stock",
    "unship_stock",
]
