"""What staff change of what is on hand, one level at a time: by a difference, or by a count."""

from django.utils.translation import gettext

from pods.routing.service import service
from shop.inventory.errors import FieldsWrong, StockChanged
from shop.inventory.models import StockLevel
from shop.inventory.services.by_hand import FIRST, change_by_hand, compare_on_hand
from shop.inventory.services.levels import Cause, Change
from shop.inventory.types import At, Count, EntryKind
from shop.staff.api import Permission


@service(permission=Permission.STOCK_ADJUST)
def adjust_stock(variant_id: int, *, change: int, reason: str, at: At = FIRST, key: str = "") -> int:
    """Add to (or take from) what is on hand; needs stock.adjust. Returns what is on hand now.

    It may fall below what is reserved: what is broken is broken. The same key gives the first result. Raises
    OnHandChanged, StockUnknown, LocationError, KeyReused, FieldsWrong.
    """

    def decide(level: StockLevel) -> Change:
        compare_on_hand(level, at.expected)
        if not change:
            raise FieldsWrong({"change": gettext("Write how many came in, like 5, or went out, like -2.")})
        if change < 0 and level.on_hand + change < 0:
            raise FieldsWrong({"change": gettext("There are only %(count)d on hand.") % {"count": level.on_hand}})
        return Change(level.pk, on_hand=change)

    cause = Cause(EntryKind.ADJUSTED, reason=reason.strip(), key=key)
    return change_by_hand(variant_id, at.location_id, cause, decide).on_hand


@service(permission=Permission.STOCK_ADJUST)
def count_stock(
    variant_id: int, count: Count, *, reason: str = "", location_id: int | None = None, key: str = ""
) -> int:
    """Write what somebody counted, if on hand is still what they began with; needs stock.adjust. Returns it.

    Raises StockChanged with the present figure, else what adjust_stock raises. The same key gives the first result.
    """

    def decide(level: StockLevel) -> Change:
        if level.on_hand != count.expected:
            raise StockChanged(now=level.on_hand)
        if count.on_hand < 0:
            raise FieldsWrong({"on_hand": gettext("Write a number between 0 and 1,000,000.")})
        return Change(level.pk, on_hand=count.on_hand - level.on_hand)

    cause = Cause(EntryKind.COUNTED, reason=reason.strip(), key=key)
    return change_by_hand(variant_id, location_id, cause, decide).on_hand
