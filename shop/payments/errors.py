"""What payments refuse, as a tree. The docstring of a class is its default message.

PaymentsError
├── AttemptUnknown
├── AttemptMoved
├── OperationUnknown
├── OperationKeyReused
├── MoreThanLeft
├── HookRefused
├── GatewayUnknown
├── FieldsWrong
└── GatewayError
    ├── CardRefused
    ├── OperationRefused
    │   ├── CaptureRefused
    │   └── RefundRefused
    ├── GatewayNotReached
    └── AnswerLost
"""

import inspect
from collections.abc import Mapping

from django.utils.translation import gettext

from shop.money import Money, format_money


class PaymentsError(Exception):
    """Payments do not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext(inspect.cleandoc(type(self).__doc__ or "")))


class AttemptUnknown(PaymentsError):
    """This shop has no such payment attempt."""


class AttemptMoved(PaymentsError):
    """The payment attempt was changed in between. Nothing was written; the work is tried again."""


class OperationUnknown(PaymentsError):
    """This shop has no such payment operation."""


class OperationKeyReused(PaymentsError):
    """This key belongs to another payment operation."""


class MoreThanLeft(PaymentsError):
    """The payment has not so much left. `left` is what it has."""

    def __init__(self, left: Money) -> None:
        super().__init__(gettext("This payment has only %(left)s left for that.") % {"left": format_money(left)})
        self.left = left


class HookRefused(PaymentsError):
    """This webhook is not believed."""


class GatewayUnknown(PaymentsError):
    """This installation has no such gateway."""


class FieldsWrong(PaymentsError):
    """Some fields have to be put right. `fields` maps a field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class GatewayError(PaymentsError):
    """The payment gateway did not do it."""


class CardRefused(GatewayError):
    """The gateway does not take this card number. Check it, or use another card."""


class OperationRefused(GatewayError):
    """The gateway will not do this. `code` is its word for why."""

    def __init__(self, code: str = "") -> None:
        super().__init__()
        self.code = code


class CaptureRefused(OperationRefused):
    """The gateway does not hold so much money under this key."""


class RefundRefused(OperationRefused):
    """The gateway does not give so much money back under this key."""


class GatewayNotReached(GatewayError):
    """The gateway could not be reached: the request was certainly not carried out."""


class AnswerLost(GatewayError):
    """The request was sent and no answer came: it may have been carried out."""
