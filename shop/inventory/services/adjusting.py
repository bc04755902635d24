"""What staff change of what is on hand, one level at a time: by a difference, or by a count."""

from collections.abc import Callable

from django.utils.translation import gettext

from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.inventory.errors import FieldsWrong, KeyReused, StockChanged, StockUnknown
from shop.inventory.events import KEPT_S, STOCK_ADJUSTED
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockEntry, StockItem, StockLevel
from shop.inventory.rules import LONGEST_KEY, LONGEST_REASON, MOST_ON_HAND
from shop.inventory.selectors.locations import require_in_use
from shop.inventory.services.levels import Cause, Change, change_levels, make_level
from shop.inventory.services.locations import first_location
from shop.inventory.types import Count, EntryKind
from shop.staff.api import Permission


@service(permission=Permission.STOCK_ADJUST)
def adjust_stock(variant_id: int, *, change: int, reason: str, location_id: int | None = None, key: str = "") -> int:
    """Add to (or take from) what is on hand; needs stock.adjust. Returns what is on hand now.

    It may fall below what is reserved: what is broken is broken. Without a location it is the first one; the same key
    gives the first result. Raises StockUnknown, LocationError, KeyReused, FieldsWrong.
    """
    cause = Cause(EntryKind.ADJUSTED, reason=reason.strip(), key=key)

    def decide(level: StockLevel) -> Change:
        if not change:
            raise FieldsWrong({"change": gettext("Write how many came in, like 5, or went out, like -2.")})
        if change < 0 and level.on_hand + change < 0:
            raise FieldsWrong({"change": gettext("There are only %(count)d on hand.") % {"count": level.on_hand}})
        return Change(level.pk, on_hand=change)

    return _change_on_hand(variant_id, location_id, cause, decide)


@service(permission=Permission.STOCK_ADJUST)
def count_stock(
    variant_id: int, count: Count, *, reason: str = "", location_id: int | None = None, key: str = ""
) -> int:
    """Write what somebody counted, if on hand is still what they began with; needs stock.adjust. Returns it.

    Raises StockChanged with the present figure, else what adjust_stock raises. The same key gives the first result.
    """
    cause = Cause(EntryKind.COUNTED, reason=reason.strip(), key=key)

    def decide(level: StockLevel) -> Change:
        if level.on_hand != count.expected:
            raise StockChanged(now=level.on_hand)
        if count.on_hand < 0:
            raise FieldsWrong({"on_hand": gettext("Write a number between 0 and 1,000,000.")})
        return Change(level.pk, on_hand=count.on_hand - level.on_hand)

    return _change_on_hand(variant_id, location_id, cause, decide)


def _change_on_hand(
    variant_id: int, location_id: int | None, cause: Cause, decide: Callable[[StockLevel], Change]
) -> int:
    level = lock_level_for(variant_id, location_id, cause)
    known = first_entry(level, cause.key)
    if known is not None:
        return known.on_hand
    before, change = level.on_hand, decide(level)
    if before + change.on_hand > MOST_ON_HAND:
        raise FieldsWrong({"change": gettext("Write a number between 0 and 1,000,000.")})
    change_levels({level.pk: level}, [change], cause)
    require_in_use(level.location_id)
    told = {
        "variant_id": variant_id,
        "location_id": level.location_id,
        "kind": cause.kind,
        "change": change.on_hand,
        "on_hand": level.on_hand,
    }
    publish(STOCK_ADJUSTED, Subject("stock_level", level.pk), told, keep_s=KEPT_S)
    after = {"on_hand": level.on_hand, "reason": cause.reason}
    audit(f"stock.{cause.kind}", Subject("variant", variant_id), {"on_hand": before}, after)
    return level.on_hand


def lock_level_for(variant_id: int, location_id: int | None, cause: Cause) -> StockLevel:
    """Return a variant's level at a location, or the first one, locked; it is made when there is none.

    Raises StockUnknown, LocationUnknown, FieldsWrong.
    """
    if len(cause.reason) > LONGEST_REASON or len(cause.key) > LONGEST_KEY:
        raise FieldsWrong({"reason": gettext("This is too long.")})
    item_id = StockItem.objects.filter(variant_id=variant_id).values_list("pk", flat=True).first()
    if item_id is None:
        raise StockUnknown
    if location_id is None:
        location_id = first_location()
    else:
        require_in_use(location_id)
    level_id = make_level(item_id, location_id)
    return lock_levels([level_id])[level_id]


def first_entry(level: StockLevel, key: str) -> StockEntry | None:
    """Return what a form's key did before at this locked level, None when it is new. One query, none without a key.

    Raises KeyReused when it did something elsewhere.
    """
    if not key:
        return None
    known = StockEntry.objects.filter(key=key).order_by("pk").first()
    if known is not None and (known.item_id, known.location_id) != (level.item_id, level.location_id):
        raise KeyReused
    return known
