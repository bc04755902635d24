"""What the machinery refuses, as a tree. The docstring of a class is its default message.

IsolationError
├── NoShop
├── CrossShop
├── UnscopedSQL
├── KeysWrong
├── FenceBroken
└── FenceRefused
"""

import inspect

DEADLOCK = 1213
"""The server's number for a deadlock: it has rolled the whole transaction back."""


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


class FenceBroken(IsolationError):
    """A statement would end the transaction that holds the shop's fence. The service ends it, and nothing else."""


class FenceRefused(IsolationError):
    """The shop is not served by this pod at the epoch that the caller knows.

    `state`, `epoch` and `moved_to` (a pod's number) are the residency row's; all None when the pod has no row.
    """

    def __init__(self, shop_id: int | None, *, state: str | None, epoch: int | None, moved_to: int | None) -> None:
        super().__init__(f"Shop {shop_id} is not served here (state {state}, epoch {epoch}, moved to {moved_to}).")
        self.shop_id, self.state, self.epoch, self.moved_to = shop_id, state, epoch, moved_to
