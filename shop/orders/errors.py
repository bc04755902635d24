"""What orders refuse, as a tree. The docstring of a class is its default message.

OrdersError
├── CartEmpty
├── CheckoutOpen
├── TotalChanged
├── DetailsWrong
├── KeyReused
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


class OrdersError(Exception):
    """Orders do not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext(inspect.cleandoc(type(self).__doc__ or "")))


class CartEmpty(OrdersError):
    """The cart is empty."""


class CheckoutOpen(OrdersError):
    """A payment for this cart is under way already. Give it a moment before you try again."""


class TotalChanged(OrdersError):
    """A price has changed since the page was shown. `total` is the new sum; nothing was charged."""

    def __init__(self, total: Money) -> None:
        super().__init__(
            gettext("A price has changed: the total is now %(total)s. Nothing was charged.") % {"total": total}
        )
        self.total = total


class DetailsWrong(OrdersError):
    """Some fields have to be put right. `fields` maps names such as `email`, `shipping.postcode` to sentences."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class KeyReused(OrdersError):
    """This form was used already, for something else."""


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
