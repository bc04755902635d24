"""The only place of inventory that locks rows. Levels come after fence, delivery, cart and product, before discounts.

Location rows are locked only where locations are edited, and nothing else is locked there. Writing an entry makes the
database hold its location's row shared, so who then reads `is_active` reads what stays true until the commit.
"""

from collections.abc import Collection

from pods.isolation.prepared import Prepared, Slot
from shop.inventory.models import Location, StockLevel

_levels = Prepared(lambda: StockLevel.objects.select_for_update().filter(pk__in=Slot("ids")).order_by("pk"))


def lock_levels(level_ids: Collection[int]) -> dict[int, StockLevel]:
    """Lock levels in the order of their primary keys. One query, none without ids."""
    if not level_ids:
        return {}
    return {row.pk: row for row in _levels.rows(ids=sorted(set(level_ids)))}


def lock_locations() -> dict[int, Location]:
    """Lock all of the shop's locations: how many are in use is decided under it. One query."""
    return {row.pk: row for row in Location.objects.select_for_update().order_by("pk")}
