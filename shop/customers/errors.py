"""What the customers app refuses, as a tree. The docstring of a class is its default message.

CustomersError
├── CustomerUnknown
└── EmailNotValid
"""

import inspect


class CustomersError(Exception):
    """The customers app does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class CustomerUnknown(CustomersError):
    """This shop has no such customer."""


class EmailNotValid(CustomersError):
    """This is not an e-mail address."""
