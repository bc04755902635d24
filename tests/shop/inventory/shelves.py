"""What tests of inventory need: a shop with locations, variants on their shelves, and its ledger added up."""

from django.db.models import Sum

from pods.outbox.api import Subject
from pods.routing.actor import acting_as
from shop.catalog.types import Product
from shop.inventory.models import Location, Reservation, StockEntry, StockItem, StockLevel
from tests.shop import selling

UNKNOWN = 2**50
"""An id that no row has."""

type Figures = tuple[int, int, int]


def checkout(number: int = 1) -> Subject:
    """A holder."""
    return Subject("checkout", number)


def another_location(name: str = "Annex", position: int = 2) -> int:
    """A location behind the first one."""
    return Location.objects.create(name=name, position=position).pk


def put_at(product: Product, location_id: int, count: int) -> None:
    """Put some on a location's shelf as staff does."""
    from shop.inventory.api import adjust_stock
    from shop.inventory.types import At

    with acting_as(selling.STAFF):
        adjust_stock(product.variant_id, change=count, reason="delivery", at=At(location_id))


def figures(product: Product) -> dict[str, Figures]:
    """Return on hand, reserved and incoming at each location."""
    rows = StockLevel.objects.filter(item__variant_id=product.variant_id).select_related("location")
    return {row.location.name: (row.on_hand, row.reserved, row.incoming) for row in rows}


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of inventory, to see that nothing changed."""
    models = (Location, StockItem, StockLevel, Reservation, StockEntry)
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def assert_books_agree() -> None:
    """Each level is the sum of its entries, and what is reserved of it the sum of its reservations."""
    for level in StockLevel.objects.all():
        entries = StockEntry.objects.filter(item_id=level.item_id, location_id=level.location_id)
        sums = entries.aggregate(a=Sum("change_on_hand"), b=Sum("change_reserved"), c=Sum("change_incoming"))
        now = (level.on_hand, level.reserved, level.incoming)
        assert now == tuple(int(value or 0) for value in sums.values())
        last = entries.order_by("-pk").first()
        assert last is None or now == (last.on_hand, last.reserved, last.incoming)
        kept = Reservation.objects.filter(level_id=level.pk).aggregate(kept=Sum("quantity"))["kept"]
        assert level.reserved == int(kept or 0)
