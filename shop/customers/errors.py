"""What the customers app refuses, as a tree. The docstring of a class is its default message.

CustomersError
├── CustomerUnknown
├── EmailTaken
├── FieldsWrong
│   └── EmailNotValid
├── ConsentNeedsPhone
└── AddressError
    ├── AddressUnknown
    ├── AddressKnown
    └── TooManyAddresses
"""

import inspect
from collections.abc import Mapping


class CustomersError(Exception):
    """The customers app does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class CustomerUnknown(CustomersError):
    """This shop has no such customer."""


class EmailTaken(CustomersError):
    """Another customer of this shop has this e-mail address."""


class FieldsWrong(CustomersError):
    """Some fields have to be put right. `fields` maps a field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class EmailNotValid(FieldsWrong):
    """This is not an e-mail address."""


class ConsentNeedsPhone(CustomersError):
    """Without a phone number there is nothing to send text messages to."""


class AddressError(CustomersError):
    """The addresses do not allow this."""


class AddressUnknown(AddressError):
    """This shop has no such address."""


class AddressKnown(AddressError):
    """The customer has this address already."""


class TooManyAddresses(AddressError):
    """A customer has 50 addresses at most. Remove one first."""
