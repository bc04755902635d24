"""What may be done with an order after the sale. Each function returns what stands in the way, or None."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shop.orders.obstacles import Obstacle
from shop.orders.rules.states import LineFacts, MoneyFacts, payment_state
from shop.orders.types import OrderAction, PaymentState


@dataclass(frozen=True, slots=True)
class OrderFactsNow:
    """All that decides what may be done with an order."""

    money: MoneyFacts
    lines: Sequence[LineFacts]
    is_cancelled: bool = False

    @property
    def payment_state(self) -> PaymentState:
        """Where its money is."""
        return payment_state(self.money)

    @property
    def to_send(self) -> int:
        """How many pieces are still to be sent."""
        return sum(line.to_send for line in self.lines)

    @property
    def sent(self) -> int:
        """How many pieces have been sent."""
        return sum(line.sent for line in self.lines)


NOBODY_PAYS = frozenset({PaymentState.VOIDED, PaymentState.FAILED})


def may_fulfil(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether anything may be sent. Before the money is taken it may, as long as somebody holds or promised it."""
    if facts.is_cancelled:
        return Obstacle.CANCELLED
    if facts.payment_state is PaymentState.ON_HOLD:
        return Obstacle.ON_HOLD
    if facts.payment_state in NOBODY_PAYS:
        return Obstacle.NOT_PAID_FOR
    return None if facts.to_send else Obstacle.NOTHING_TO_SEND


def may_send(lines: Sequence[LineFacts], quantities: Mapping[int, int]) -> Obstacle | None:
    """Say whether these pieces, by line, are still to be sent."""
    return _may_take(lines, quantities, lambda line: line.to_send)


def may_give_back(lines: Sequence[LineFacts], quantities: Mapping[int, int]) -> Obstacle | None:
    """Say whether these pieces, by line, were not given back before."""
    return _may_take(lines, quantities, lambda line: line.to_refund)


def _may_take(
    lines: Sequence[LineFacts], quantities: Mapping[int, int], left: Callable[[LineFacts], int]
) -> Obstacle | None:
    known = {line.line_id: line for line in lines}
    if not quantities or any(quantity < 1 for quantity in quantities.values()):
        return Obstacle.NOTHING_ASKED
    if not quantities.keys() <= known.keys():
        return Obstacle.LINE_UNKNOWN
    enough = all(quantity <= left(known[line_id]) for line_id, quantity in quantities.items())
    return None if enough else Obstacle.TOO_MANY


def may_unsend(lines: Sequence[LineFacts], quantities: Mapping[int, int]) -> Obstacle | None:
    """Say whether a fulfilment of these pieces may be cancelled: not when some of what was sent came back."""
    by_id = {line.line_id: line for line in lines}
    for line_id, quantity in quantities.items():
        line = by_id[line_id]
        if line.sent - quantity < line.refunded - line.taken_out:
            return Obstacle.GIVEN_BACK
    return None


def may_refund(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether any money may be given back."""
    if not facts.money.captured_minor and facts.money.total_minor:
        return Obstacle.NOTHING_TAKEN
    if facts.money.disputed_minor and not facts.money.to_refund_minor:
        return Obstacle.DISPUTED
    left = facts.money.to_refund_minor or any(line.to_refund for line in facts.lines)
    return None if left else Obstacle.NOTHING_TO_REFUND


def may_cancel(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether an order may be cancelled: not what was sent, and not while a refund is under way."""
    if facts.is_cancelled:
        return Obstacle.CANCELLED
    if facts.sent:
        return Obstacle.SENT_ALREADY
    return Obstacle.MONEY_IS_MOVING if facts.money.refund_asked_minor else None


def may_capture(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether staff may ask for the money: also for what was held back, and again after a refusal."""
    if facts.is_cancelled:
        return Obstacle.CANCELLED
    if facts.money.is_promised:
        return Obstacle.NOTHING_TO_CAPTURE
    if facts.money.capture_asked_minor:
        return Obstacle.MONEY_IS_MOVING
    return None if facts.money.to_capture_minor else Obstacle.NOTHING_TO_CAPTURE


def may_capture_unasked(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether a new order's money is taken without a person: not what is held back or was refused."""
    if facts.payment_state is not PaymentState.AUTHORISED:
        return Obstacle.NOTHING_TO_CAPTURE
    return may_capture(facts)


def may_void(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether what is still held of the buyer's money may be let go. Nobody holds what was only promised."""
    if facts.money.is_promised:
        return Obstacle.NOTHING_TO_CAPTURE
    if facts.money.is_moving:
        return Obstacle.MONEY_IS_MOVING
    return None if facts.money.to_capture_minor else Obstacle.NOTHING_TO_CAPTURE


def may_mark_as_paid(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether staff may note that the buyer paid by other means."""
    if not facts.money.is_promised:
        return Obstacle.PAID_BY_CARD
    if facts.is_cancelled:
        return Obstacle.CANCELLED
    return None if facts.money.to_capture_minor else Obstacle.TAKEN_ALREADY


def may_hold(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether an order may be held back: before its money is taken, and before anything is sent."""
    if facts.is_cancelled:
        return Obstacle.CANCELLED
    if facts.money.is_held:
        return Obstacle.ON_HOLD
    if facts.sent:
        return Obstacle.SENT_ALREADY
    if facts.money.is_moving:
        return Obstacle.MONEY_IS_MOVING
    waits = facts.payment_state in {PaymentState.AUTHORISED, PaymentState.UNPAID}
    return None if waits else Obstacle.TAKEN_ALREADY


def may_release(facts: OrderFactsNow) -> Obstacle | None:
    """Say whether an order that was held back may go on."""
    return None if facts.payment_state is PaymentState.ON_HOLD else Obstacle.NOT_ON_HOLD


PERMITS: dict[OrderAction, Callable[[OrderFactsNow], Obstacle | None]] = {
    OrderAction.FULFIL: may_fulfil,
    OrderAction.REFUND: may_refund,
    OrderAction.CANCEL: may_cancel,
    OrderAction.CAPTURE: may_capture,
    OrderAction.VOID: may_void,
    OrderAction.MARK_AS_PAID: may_mark_as_paid,
    OrderAction.HOLD: may_hold,
    OrderAction.RELEASE: may_release,
}


def possible_actions(facts: OrderFactsNow) -> frozenset[OrderAction]:
    """Return all that may be done with an order now."""
    return frozenset(action for action, permit in PERMITS.items() if permit(facts) is None)
