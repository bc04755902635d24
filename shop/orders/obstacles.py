"""Why an order does not allow something now, in a code and in plain words."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Obstacle(StrEnum):
    """What stands in the way. `sentence` says it, and what to do about it."""

    CANCELLED = "cancelled"
    ON_HOLD = "on hold"
    NOT_PAID_FOR = "not paid for"
    NOTHING_ASKED = "nothing asked"
    LINE_UNKNOWN = "line unknown"
    TOO_MANY = "too many"
    NOTHING_TO_SEND = "nothing to send"
    SENT_ALREADY = "sent already"
    FULFILMENT_CANCELLED = "fulfilment cancelled"
    GIVEN_BACK = "given back"
    NOTHING_TAKEN = "nothing taken"
    NOTHING_TO_REFUND = "nothing to refund"
    DISPUTED = "disputed"
    MORE_THAN_TAKEN = "more than taken"
    MORE_SHIPPING_THAN_PAID = "more shipping than paid"
    NOT_REFUSED = "not refused"
    NOTHING_TO_CAPTURE = "nothing to capture"
    MORE_THAN_AUTHORISED = "more than authorised"
    MONEY_IS_MOVING = "money is moving"
    TAKEN_ALREADY = "taken already"
    PAID_BY_CARD = "paid by card"
    NOT_ON_HOLD = "not on hold"

    @property
    def sentence(self) -> str:
        """What stands in the way, in the reader's language."""
        return str(_SENTENCES[self])


_SENTENCES: dict[Obstacle, str | Promise] = {
    Obstacle.CANCELLED: _("This order is cancelled."),
    Obstacle.ON_HOLD: _("This order is held back. Release it first."),
    Obstacle.NOT_PAID_FOR: _("Nobody pays for this order: its payment was let go or refused."),
    Obstacle.NOTHING_ASKED: _("Say how many pieces."),
    Obstacle.LINE_UNKNOWN: _("This order has no such line."),
    Obstacle.TOO_MANY: _("So many pieces are not left. Load the page again to see how many are."),
    Obstacle.NOTHING_TO_SEND: _("Nothing is left to be sent."),
    Obstacle.SENT_ALREADY: _("Something was sent already. Cancel its fulfilment first, or refund what comes back."),
    Obstacle.FULFILMENT_CANCELLED: _("This fulfilment is cancelled already."),
    Obstacle.GIVEN_BACK: _("Pieces of this fulfilment were given back, so it cannot be cancelled."),
    Obstacle.NOTHING_TAKEN: _("No money was taken yet, so none can be given back. Cancel the order instead."),
    Obstacle.NOTHING_TO_REFUND: _("All of it was given back already."),
    Obstacle.DISPUTED: _("The card's bank has this money because of a dispute. The buyer would get it twice."),
    Obstacle.MORE_THAN_TAKEN: _("This is more than is left of the money that was taken."),
    Obstacle.MORE_SHIPPING_THAN_PAID: _("This is more than is left of what was paid for shipping."),
    Obstacle.NOT_REFUSED: _("Only a refused refund can be tried again."),
    Obstacle.NOTHING_TO_CAPTURE: _("This order's payment is not waiting to be captured."),
    Obstacle.MORE_THAN_AUTHORISED: _("This is more than is left of what the card was authorised for."),
    Obstacle.MONEY_IS_MOVING: _("The gateway is still busy with this order's money. Try again in a moment."),
    Obstacle.TAKEN_ALREADY: _("The money was taken already."),
    Obstacle.PAID_BY_CARD: _("This order is paid through a gateway, which says itself when it is paid."),
    Obstacle.NOT_ON_HOLD: _("This order is not held back."),
}
