"""What payments refuse, as a tree. The docstring of a class is its default message.

PaymentsError
├── AttemptUnknown
├── AttemptMoved
├── GatewayUnknown
└── GatewayError
    ├── CardRefused
    ├── CaptureRefused
    ├── GatewayNotReached
    └── AnswerLost
"""

import inspect

from django.utils.translation import gettext


class PaymentsError(Exception):
    """Payments do not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext(inspect.cleandoc(type(self).__doc__ or "")))


class AttemptUnknown(PaymentsError):
    """This shop has no such payment attempt."""


class AttemptMoved(PaymentsError):
    """The payment attempt was changed in between. Nothing was written; the work is tried again."""


class GatewayUnknown(PaymentsError):
    """This installation has no such gateway."""


class GatewayError(PaymentsError):
    """The payment gateway did not do it."""


class CardRefused(GatewayError):
    """The gateway does not take this card number. Check it, or use another card."""


class CaptureRefused(GatewayError):
    """The gateway has no authorised money of this amount under this key."""


class GatewayNotReached(GatewayError):
    """The gateway could not be reached: the request was certainly not carried out."""


class AnswerLost(GatewayError):
    """The request was sent and no answer came: it may have been carried out."""
