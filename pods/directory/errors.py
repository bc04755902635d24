"""What the directory refuses, as a tree. The docstring of a class is its default message.

DirectoryError
├── ShopUnknown
├── HandleTaken
├── HandleNotValid
├── NewShopRefused
├── DomainTaken
├── DomainNotValid
├── DomainUnknown
├── DomainNeeded
├── NoPodOpen
├── PodUnknown
└── PodNotReady
"""

import inspect


class DirectoryError(Exception):
    """The directory does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class ShopUnknown(DirectoryError):
    """There is no such shop."""


class HandleTaken(DirectoryError):
    """Another shop has this handle."""


class HandleNotValid(DirectoryError):
    """A handle has 1 to 63 lower case letters, digits and inner hyphens, and is none of the platform's own names."""


class NewShopRefused(DirectoryError):
    """A shop cannot be opened with what it was to be given: an e-mail, a password, a currency."""


class DomainTaken(DirectoryError):
    """Another shop has this domain."""


class DomainNotValid(DirectoryError):
    """This is no host name as requests carry it."""


class DomainUnknown(DirectoryError):
    """The shop has no such domain."""


class DomainNeeded(DirectoryError):
    """The shop cannot be without this domain."""


class NoPodOpen(DirectoryError):
    """No pod is open and has room. Add one with `manage.py add_pod`, or raise a capacity."""


class PodUnknown(DirectoryError):
    """No pod has this number."""


class PodNotReady(DirectoryError):
    """The pod cannot be used yet."""
