"""What orders refuse, as a tree. The docstring of a class is its default message.

OrdersError
├── CartEmpty
├── CartLimit
│   ├── CartFull
│   └── TooManyOfOne
├── CheckoutOpen
├── TotalChanged
├── ShippingNotSettled
├── CodeNotUsable
├── DetailsWrong
├── KeyReused
├── PaymentNotTaken
├── CheckoutUnknown
├── OrderUnknown
├── FulfilmentUnknown
├── RefundUnknown
├── RefundChanged
└── NotPossible             says why with an Obstacle
    └── NothingToCapture
"""

import inspect
from collections.abc import Mapping

from django.utils.translation import gettext

from shop.money import Money
from shop.orders.obstacles import Obstacle
from shop.pricing.types import Quote


class OrdersError(Exception):
    """Orders do not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext(inspect.cleandoc(type(self).__doc__ or "")))


class CartEmpty(OrdersError):
    """The cart is empty."""


class CartLimit(OrdersError):
    """A cart does not hold so much. It is as it was."""


class CartFull(CartLimit):
    """The cart has as many lines as it may have. `most` says how many that is."""

    def __init__(self, most: int) -> None:
        super().__init__(
            gettext("A cart holds at most %(most)s different things. Take something out to put this in.")
            % {"most": most}
        )
        self.most = most


class TooManyOfOne(CartLimit):
    """More of one thing than a cart may hold. `most` says how many that is."""

    def __init__(self, most: int) -> None:
        super().__init__(gettext("A cart holds at most %(most)s of one thing.") % {"most": most})
        self.most = most


class CheckoutOpen(OrdersError):
    """A payment for this cart is under way already. Give it a moment before you try again."""


class TotalChanged(OrdersError):
    """The total is not what the page said. `figures` is the new reckoning, `total` its sum; nothing was charged.

    `why` is a sentence when one is known: a code that somebody else used up.
    """

    def __init__(self, figures: Quote, *, why: str = "") -> None:
        total = Money(figures.total_minor, figures.currency)
        changed = gettext("A price has changed: the total is now %(total)s. Nothing was charged.")
        known = gettext("%(why)s The total is now %(total)s. Nothing was charged.")
        super().__init__((known if why else changed) % {"total": total, "why": why})
        self.figures, self.total = figures, total


class ShippingNotSettled(OrdersError):
    """A way to ship has to be chosen, or there is none to this place. `figures` has what can be chosen."""

    def __init__(self, figures: Quote) -> None:
        super().__init__(
            gettext("Choose how it is to be sent. Nothing was charged.")
            if figures.shipping.options
            else gettext("The shop does not send this there. Nothing was charged.")
        )
        self.figures = figures


class CodeNotUsable(OrdersError):
    """This discount code cannot be used for this cart. The message says why; the cart is as it was."""


class DetailsWrong(OrdersError):
    """Some fields have to be put right. `fields` maps names such as `email`, `shipping.postcode` to sentences."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class KeyReused(OrdersError):
    """This form was used already, for something else."""


class PaymentNotTaken(OrdersError):
    """The shop does not take this way to pay, or no longer. Choose another one. Nothing was charged."""


class CheckoutUnknown(OrdersError):
    """This buyer has no checkout with this key."""


class OrderUnknown(OrdersError):
    """This shop has no such order."""


class FulfilmentUnknown(OrdersError):
    """This order has no such fulfilment."""


class RefundUnknown(OrdersError):
    """This order has no such refund."""


class RefundChanged(OrdersError):
    """The sum is another one by now. `total` is what would be given back; nothing was."""

    def __init__(self, total: Money) -> None:
        super().__init__(
            gettext("The sum has changed: %(total)s would be given back now. Nothing was.") % {"total": total}
        )
        self.total = total


class NotPossible(OrdersError):
    """The order does not allow this now. `obstacle` says why, `left` how many or how much is possible."""

    def __init__(self, obstacle: Obstacle, *, left: int = 0) -> None:
        super().__init__(obstacle.sentence)
        self.obstacle, self.left = obstacle, left


class NothingToCapture(NotPossible):
    """This order's payment is not waiting to be captured."""

    def __init__(self, obstacle: Obstacle = Obstacle.NOTHING_TO_CAPTURE) -> None:
        super().__init__(obstacle)
