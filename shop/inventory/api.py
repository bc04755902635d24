"""The door of inventory. Selectors name their query count; staff's services the permission they need.

What buyers and orders do to the stock joins their services: it happens with the rest of them, or not at all.
"""

from shop.inventory.selectors.ledger import entries_of
from shop.inventory.selectors.lists import short_count, stock_page
from shop.inventory.selectors.locations import location_by_id, locations
from shop.inventory.selectors.reservations import reserved_for
from shop.inventory.selectors.stock import available_of, levels_of
from shop.inventory.sentences import entry_actor, entry_sentence
from shop.inventory.services.adjusting import adjust_stock, count_stock
from shop.inventory.services.importing import import_stock
from shop.inventory.services.locations import add_location, edit_location, open_shop, use_location
from shop.inventory.services.moving import expect_stock, move_stock, receive_stock
from shop.inventory.services.opening import import_tracking, open_stock, set_tracking
from shop.inventory.services.reserving import release_stock, reserve_stock
from shop.inventory.services.shipping import return_stock, ship_stock, unship_stock

__all__ = [
    "add_location",
    "adjust_stock",
    "available_of",
    "count_stock",
    "edit_location",
    "entries_of",
    "entry_actor",
    "entry_sentence",
    "expect_stock",
    "import_stock",
    "import_tracking",
    "levels_of",
    "location_by_id",
    "locations",
    "move_stock",
    "open_shop",
    "open_stock",
    "receive_stock",
    "release_stock",
    "reserve_stock",
    "reserved_for",
    "return_stock",
    "set_tracking",
    "ship_stock",
    "short_count",
    "stock_page",
    "unship_stock",
    "use_location",
]
