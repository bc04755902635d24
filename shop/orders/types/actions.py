"""What an order allows."""

from enum import StrEnum


class OrderAction(StrEnum):
    """What staff may do with an order. A page shows a button for each that is possible now."""

    FULFIL = "fulfil"
    REFUND = "refund"
    CANCEL = "cancel"
    CAPTURE = "capture"
    VOID = "void"
    MARK_AS_PAID = "mark_as_paid"
    HOLD = "hold"
    RELEASE = "release"
