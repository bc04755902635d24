"""What a refund is worth, and what becomes of its pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shop.orders.obstacles import Obstacle
from shop.orders.rules.states import LineFacts
from shop.pricing.api import refund_quote
from shop.pricing.errors import RefundReason, RefundRefused
from shop.pricing.types import RefundAsked, RefundQuote, Sold

OBSTACLES: dict[RefundReason, Obstacle] = {
    RefundReason.NOTHING_ASKED: Obstacle.NOTHING_ASKED,
    RefundReason.LINE_UNKNOWN: Obstacle.LINE_UNKNOWN,
    RefundReason.QUANTITY_ABOVE_REST: Obstacle.TOO_MANY,
    RefundReason.SHIPPING_ABOVE_REST: Obstacle.MORE_SHIPPING_THAN_PAID,
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of a line that are given back: `unsent` of them never left, `restocked` come back into stock."""

    quantity: int
    unsent: int
    restocked: int


def split_pieces(line: LineFacts, quantity: int, *, restock: bool) -> Pieces:
    """Decide what becomes of pieces that are given back. Those that were never sent go first."""
    unsent = min(quantity, line.to_send)
    restocked = min(quantity - unsent, line.to_restock) if restock else 0
    return Pieces(quantity, unsent, restocked)


@dataclass(frozen=True, slots=True)
class Plan:
    """A refund that is possible: what it gives back, and what becomes of its pieces by line."""

    quote: RefundQuote
    pieces: Mapping[int, Pieces]


@dataclass(frozen=True, slots=True)
class RefundBasis:
    """All that a refund is reckoned from. `left_minor` is what is left of the money that was taken."""

    sold: Sold
    already: Sequence[RefundQuote]
    lines: Sequence[LineFacts]
    left_minor: int


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why a refund is not possible, and how many pieces or minor units would be."""

    obstacle: Obstacle
    left: int = 0


def plan_refund(basis: RefundBasis, asked: RefundAsked, restock: frozenset[int]) -> Plan | Impossible:
    """Return the refund that was asked for, or what stands in its way."""
    if min([asked.shipping_minor, *asked.quantities.values()]) < 0:
        return Impossible(Obstacle.NOTHING_ASKED)
    try:
        quote = refund_quote(basis.sold, basis.already, asked)
    except RefundRefused as refused:
        return Impossible(OBSTACLES[refused.reason], refused.left)
    if quote.total_minor > basis.left_minor:
        return Impossible(Obstacle.MORE_THAN_TAKEN, basis.left_minor)
    facts = {line.line_id: line for line in basis.lines}
    pieces = {
        part.line_id: split_pieces(facts[part.line_id], part.quantity, restock=part.line_id in restock)
        for part in quote.lines
    }
    return Plan(quote, pieces)
