"""Where an order stands, derived from what happened to it. Stored states are copies of what these functions say."""

from collections.abc import Iterable
from dataclasses import dataclass

from shop.orders.types import FulfilmentState, PaymentState


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """What happened to an order's money. Asked: the gateway was asked and has not answered yet.

    `disputed_minor`: what the card's bank holds or keeps because of disputes.
    `is_promised`: nobody holds any money; the buyer promised to pay by other means. `capture_refused`: the gateway
    would not take what it had authorised, and was not asked again since.
    """

    total_minor: int
    captured_minor: int = 0
    voided_minor: int = 0
    refunded_minor: int = 0
    capture_asked_minor: int = 0
    void_asked_minor: int = 0
    refund_asked_minor: int = 0
    disputed_minor: int = 0
    is_promised: bool = False
    is_held: bool = False
    capture_refused: bool = False

    @property
    def to_capture_minor(self) -> int:
        """How much may still be taken."""
        gone = self.voided_minor + self.void_asked_minor
        return self.total_minor - self.captured_minor - self.capture_asked_minor - gone

    @property
    def to_refund_minor(self) -> int:
        """How much may still be given back: not what the bank took already because of a dispute."""
        return max(0, self.captured_minor - self.refunded_minor - self.refund_asked_minor - self.disputed_minor)

    @property
    def is_moving(self) -> bool:
        """Whether the gateway still owes an answer."""
        return bool(self.capture_asked_minor or self.void_asked_minor or self.refund_asked_minor)


def payment_state(facts: MoneyFacts) -> PaymentState:
    """Say where an order's money is. What was given back outweighs what was taken, and that what is only held."""
    if facts.captured_minor or not facts.total_minor:
        return _state_of_taken(facts)
    if facts.voided_minor:
        return PaymentState.VOIDED
    if facts.is_held:
        return PaymentState.ON_HOLD
    if facts.capture_refused:
        return PaymentState.FAILED
    return PaymentState.UNPAID if facts.is_promised else PaymentState.AUTHORISED


def _state_of_taken(facts: MoneyFacts) -> PaymentState:
    if facts.refunded_minor:
        whole = facts.refunded_minor >= facts.captured_minor
        return PaymentState.REFUNDED if whole else PaymentState.PARTLY_REFUNDED
    return PaymentState.PARTLY_PAID if facts.captured_minor < facts.total_minor else PaymentState.PAID


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What happened to the pieces of one line. Refunds that were asked count like those that were done.

    `sent`: in fulfilments that were not cancelled. `refunded`: given back, of which `taken_out` had never been sent,
    and `restocked` came back into stock.
    """

    line_id: int
    variant_id: int
    sold: int
    sent: int = 0
    refunded: int = 0
    taken_out: int = 0
    restocked: int = 0
    needs_parcel: bool = True
    is_cancelled: bool = False

    @property
    def to_send(self) -> int:
        """How many are still to be sent."""
        return 0 if self.is_cancelled else self.sold - self.sent - self.taken_out

    @property
    def to_refund(self) -> int:
        """How many may still be given back."""
        return self.sold - self.refunded

    @property
    def to_restock(self) -> int:
        """How many that were sent may still come back into stock."""
        return self.sent - self.restocked


def fulfilment_state(lines: Iterable[LineFacts]) -> FulfilmentState:
    """Say how much of an order has been sent. Lines that need no parcel play no part.

    NOT_NEEDED: nothing was sent and nothing is to be, because all of it was cancelled, given back or needs no parcel.
    """
    parcels = [line for line in lines if line.needs_parcel]
    sent = sum(line.sent for line in parcels)
    to_send = sum(line.to_send for line in parcels)
    if not sent:
        return FulfilmentState.UNFULFILLED if to_send else FulfilmentState.NOT_NEEDED
    return FulfilmentState.PARTLY_FULFILLED if to_send else FulfilmentState.FULFILLED
