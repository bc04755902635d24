"""Goods on their way: from one location to another, or expected from outside and then received."""

from django.utils.translation import gettext

from pods.routing.service import service
from shop.inventory.errors import FieldsWrong, IncomingChanged, StockShort
from shop.inventory.locks import lock_levels
from shop.inventory.models import StockLevel
from shop.inventory.services.by_hand import (
    FIRST,
    change_by_hand,
    compare_on_hand,
    first_entry,
    item_for,
    place_of,
    write_by_hand,
)
from shop.inventory.services.levels import Cause, Change, make_level
from shop.inventory.types import At, EntryKind, Move
from shop.staff.api import Permission


@service(permission=Permission.STOCK_ADJUST)
def move_stock(variant_id: int, move: Move, *, reason: str = "", key: str = "") -> None:
    """Move goods from one location to another; needs stock.adjust. The same key moves once.

    Only what is not reserved there: that is packed where it lies. Raises OnHandChanged, StockShort, StockUnknown,
    LocationError, KeyReused, FieldsWrong.
    """
    cause = Cause(EntryKind.MOVED, reason=reason.strip(), key=key)
    if move.from_location_id == move.to_location_id:
        raise FieldsWrong({"to_location_id": gettext("Choose another location.")})
    if move.quantity < 1:
        raise FieldsWrong({"quantity": gettext("Write how many, like 5.")})
    item_id = item_for(variant_id, cause)
    places = (move.from_location_id, move.to_location_id)
    source, target = (make_level(item_id, place_of(each)) for each in places)
    locked = lock_levels([source, target])
    if first_entry(cause, [(item_id, each) for each in places]) is not None:
        return
    compare_on_hand(locked[source], move.expected)
    free = locked[source].on_hand - locked[source].reserved
    if move.quantity > free:
        raise StockShort(variant_id, left=max(0, free))
    changes = [Change(source, on_hand=-move.quantity), Change(target, on_hand=move.quantity)]
    write_by_hand(variant_id, locked, changes, cause)


@service(permission=Permission.STOCK_ADJUST)
def expect_stock(variant_id: int, *, quantity: int, reason: str = "", at: At = FIRST, key: str = "") -> int:
    """Expect goods, or with a quantity below zero no longer; needs stock.adjust. Returns how many are incoming.

    The same key gives the first result. Raises IncomingChanged, StockUnknown, LocationError, KeyReused, FieldsWrong.
    """

    def decide(level: StockLevel) -> Change:
        if at.expected is not None and level.incoming != at.expected:
            raise IncomingChanged(now=level.incoming)
        if not quantity or level.incoming + quantity < 0:
            sentence = gettext("Write how many are expected, or how many fewer: at most %(count)d fewer.")
            raise FieldsWrong({"quantity": sentence % {"count": level.incoming}})
        return Change(level.pk, incoming=quantity)

    cause = Cause(EntryKind.EXPECTED, reason=reason.strip(), key=key)
    return change_by_hand(variant_id, at.location_id, cause, decide).incoming


@service(permission=Permission.STOCK_ADJUST)
def receive_stock(variant_id: int, *, quantity: int, reason: str = "", at: At = FIRST, key: str = "") -> int:
    """Put goods that came in on the shelf; needs stock.adjust. Returns what is on hand now.

    They are no longer incoming; more may come than were expected. The same key gives the first result. Raises
    OnHandChanged, StockUnknown, LocationError, KeyReused, FieldsWrong.
    """

    def decide(level: StockLevel) -> Change:
        compare_on_hand(level, at.expected)
        if quantity < 1:
            raise FieldsWrong({"quantity": gettext("Write how many, like 5.")})
        return Change(level.pk, on_hand=quantity, incoming=-min(quantity, level.incoming))

    cause = Cause(EntryKind.RECEIVED, reason=reason.strip(), key=key)
    return change_by_hand(variant_id, at.location_id, cause, decide).on_hand
