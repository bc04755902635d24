"""What the machinery refuses, as a tree. The docstring of a class is its default message.

IsolationError
├── NoShop
├── CrossShop
├── UnscopedSQL
├── KeysWrong
└── FenceMissing
"""

import inspect


class IsolationError(RuntimeError):
    """A shop's boundary was about to be crossed."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class NoShop(IsolationError):
    """No shop is selected here. Wrap the code in `with in_shop(shop):`."""


class CrossShop(IsolationError):
    """A statement built for one shop was about to touch another."""


class UnscopedSQL(IsolationError):
    """A statement names a shop-owned table without binding its shop_id to the current shop."""


class KeysWrong(IsolationError):
    """The pod's server does not hand out ids of the pod's own residue class."""


class FenceMissing(IsolationError):
    """A shop's row was about to be written without holding the shop's fence."""
