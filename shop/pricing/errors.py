"""What pricing refuses, as a tree. What a buyer may meet while a cart is priced is no error but a `types.Refusal`.

PricingError
├── SnapshotWrong
├── RefundRefused        says why with a RefundReason
├── UseRefused
├── FieldsWrong
├── NameTaken
├── DiscountUnknown
├── DiscountWasUsed
├── TaxRateUnknown
├── ZoneUnknown
└── MethodUnknown
"""

import inspect
from collections.abc import Mapping
from enum import StrEnum


class PricingError(Exception):
    """Pricing does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class SnapshotWrong(PricingError, ValueError):
    """A value that pricing was given contradicts itself: a mistake of the caller, never of a buyer."""


def hold(*, true: bool, sentence: str) -> None:
    """Raise SnapshotWrong with the sentence unless it is true of the value."""
    if not true:
        raise SnapshotWrong(sentence)


class RefundReason(StrEnum):
    """Why a part cannot be refunded. What the merchant can do stands beside it; `RefundRefused.left` says how far."""

    NOTHING_ASKED = "nothing asked"  # say how many pieces, or how much of the shipping
    LINE_UNKNOWN = "line unknown"  # choose a line of this order
    QUANTITY_ABOVE_REST = "quantity above rest"  # refund at most `left` pieces
    SHIPPING_ABOVE_REST = "shipping above rest"  # refund at most `left` minor units of the shipping


class RefundRefused(PricingError):
    """More is asked back than is left of the sale. `left` counts pieces or minor units, as the reason says."""

    def __init__(self, reason: RefundReason, *, line_id: int | None = None, left: int = 0) -> None:
        super().__init__(f"{reason} (line {line_id}, left {left})")
        self.reason = reason
        self.line_id = line_id
        self.left = left


class UseRefused(PricingError):
    """A code can no longer be used: somebody else took its last use since the cart was priced.

    `reason` is a `types.Refusal`; `code` is as it was asked for.
    """

    def __init__(self, code: str, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason = code, reason


class FieldsWrong(PricingError):
    """Some fields have to be put right. `fields` maps a field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class NameTaken(PricingError):
    """Another one has this name already."""


class DiscountUnknown(PricingError):
    """This shop has no such discount."""


class DiscountWasUsed(PricingError):
    """This code was used, so it stays. Switch it off instead."""


class TaxRateUnknown(PricingError):
    """This shop has no such tax rate."""


class ZoneUnknown(PricingError):
    """This shop has no such shipping zone."""


class MethodUnknown(PricingError):
    """This shop has no such shipping method."""
