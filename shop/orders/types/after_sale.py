"""What staff ask for after a sale, and what has happened since, as it passes the door of orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shop.money import Money
from shop.orders.types.actions import OrderAction


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes out at once. `key` is made with the form. `quantities` by order line; None is all that is left.

    Without a location the goods leave from where they are reserved.
    """

    key: str
    quantities: Mapping[int, int] | None = None
    location_id: int | None = None
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to be given back. `key` is made with the form; `quantities` and `restock` name order lines.

    Pieces that were never sent are given back first; they are free to be sold again whatever `restock` says. Of the
    lines in `restock` the pieces that were sent come back into stock. `expected_minor` is what the button said:
    another sum is refused, so nobody gives back a surprise.
    """

    key: str
    quantities: Mapping[int, int] = field(default_factory=dict)
    shipping_minor: int = 0
    restock: frozenset[int] = frozenset()
    location_id: int | None = None
    reason: str = ""
    expected_minor: int | None = None


@dataclass(frozen=True, slots=True)
class FulfilledLine:
    """Pieces of an order's line in one fulfilment."""

    line_id: int
    title: str
    variant_title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """One parcel, or whatever went out at once. `number` counts within the order."""

    id: int
    number: int
    lines: tuple[FulfilledLine, ...]
    location_id: int | None
    carrier: str
    tracking_number: str
    tracking_url: str
    actor: str
    created_at: datetime
    cancelled_at: datetime | None

    @property
    def quantity(self) -> int:
        """How many pieces it has."""
        return sum(line.quantity for line in self.lines)

    @property
    def is_cancelled(self) -> bool:
        """Whether it counts for nothing."""
        return self.cancelled_at is not None


class RefundState(StrEnum):
    """How far a refund is. ASKED speaks for its pieces and its money; REFUSED has changed nothing."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundedPart:
    """Pieces of an order's line that are given back. `unsent` of them never left, `restocked` came back."""

    line_id: int
    title: str
    variant_title: str
    quantity: int
    unsent: int
    restocked: int
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class RefundSums:
    """What a refund gives back. `tax` is within the other two if prices include it, else on top."""

    goods: Money
    shipping: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund. A refused one says why in `refusal` and can be tried again."""

    id: int
    state: RefundState
    lines: tuple[RefundedPart, ...]
    sums: RefundSums
    reason: str
    refusal: str
    actor: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def is_refused(self) -> bool:
        """Whether it can be tried again."""
        return self.state is RefundState.REFUSED


@dataclass(frozen=True, slots=True)
class LineProgress:
    """What happened to a line's pieces: of `sold`, so many were sent, given back, and are left to send or give back."""

    line_id: int
    sold: int
    sent: int
    refunded: int
    restocked: int
    to_send: int
    to_refund: int


@dataclass(frozen=True, slots=True)
class MoneyProgress:
    """What happened to an order's money, and how much may still move. `is_moving`: the gateway owes an answer.

    `refund_asked` is on its way back, `disputed` at the card's bank.
    """

    authorised: Money
    captured: Money
    refunded: Money
    refund_asked: Money
    disputed: Money
    to_capture: Money
    to_refund: Money
    shipping_to_refund: Money
    is_moving: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody of the staff wrote."""

    id: int
    text: str
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AfterSale:
    """What has happened to an order since it was placed, and what may be done with it now."""

    lines: Mapping[int, LineProgress]
    money: MoneyProgress
    fulfilments: tuple[Fulfilment, ...]
    refunds: tuple[Refund, ...]
    notes: tuple[Note, ...]
    tags: tuple[str, ...]
    may: frozenset[OrderAction]
    is_held: bool
