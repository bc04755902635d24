"""What orders refuse, as a tree. The docstring of a class is its default message.

OrdersError
├── CartEmpty
├── CheckoutOpen
├── TotalChanged
├── DetailsWrong
├── KeyReused
├── CheckoutUnknown
├── OrderUnknown
└── NothingToCapture
"""

import inspect
from collections.abc import Mapping

from django.utils.translation import gettext

from shop.money import Money


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
    """This idempotency key belongs to another checkout."""


class CheckoutUnknown(OrdersError):
    """This buyer has no checkout with this key."""


class OrderUnknown(OrdersError):
    """This shop has no such order."""


class NothingToCapture(OrdersError):
    """This order's payment is not waiting to be captured."""
