"""The fence: the locking read of a shop's residency row that guards every write transaction on a pod.

It is remembered per transaction and forgotten at COMMIT, at ROLLBACK, and at a rollback to a savepoint older than
it: MariaDB drops the row lock there, so the next write must take it again. One transaction fences one shop.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from pods.db.current import CurrentShop
from pods.db.errors import CrossShop, FenceRefused

RESIDENCY_TABLE = "residency"
SERVING = "serving"
FENCE_WAIT_S = 2

_TAKE = f"SELECT epoch, state, moved_to FROM {RESIDENCY_TABLE} WHERE shop_id = %s LOCK IN SHARE MODE WAIT %s"  # noqa: S608 - a constant
_HOLD = f"SELECT epoch, state FROM {RESIDENCY_TABLE} WHERE shop_id = %s FOR UPDATE"  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Fence:
    """A share lock on one shop's residency row, held since the transaction had `depth` savepoints."""

    shop_id: int
    epoch: int
    depth: int


class FencedConnection(Protocol):
    """What the fence needs of a connection: it remembers the fence and counts its savepoints."""

    fence: Fence | None
    open_savepoints: list[str]

    def cursor(self) -> Any:
        """Open a cursor."""


def take_fence(
    connection: FencedConnection, shop: CurrentShop, *, any_epoch: bool = False, wait_s: int = FENCE_WAIT_S
) -> int:
    """Lock the shop's residency row until commit and return its epoch; a no-op when it is held.

    `any_epoch` is for a caller that has followed the shop here and learns its epoch now. Raises FenceRefused when
    the shop is not served here at the epoch the caller knows, CrossShop when the transaction has fenced another
    shop, OperationalError 1205 after `wait_s` seconds. Must run inside a transaction.
    """
    held = connection.fence
    if held is not None:
        if held.shop_id != shop.pk:
            raise CrossShop(f"This transaction wrote shop {held.shop_id}; it cannot write shop {shop.pk} as well.")
        return held.epoch
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [shop.pk, wait_s])
        row = cursor.fetchone()
    if row is None:
        raise FenceRefused(shop.pk, state=None, epoch=None, moved_to=None)
    epoch, state, moved_to = row
    if state != SERVING or (epoch != shop.epoch and not any_epoch):
        raise FenceRefused(shop.pk, state=state, epoch=epoch, moved_to=moved_to)
    connection.fence = Fence(shop_id=int(shop.pk or 0), epoch=epoch, depth=len(connection.open_savepoints))
    return int(epoch)


def hold_fence(connection: FencedConnection, shop_id: int) -> str | None:
    """Lock the residency row for the machinery that changes it and return its state, None when there is no row.

    Until the transaction ends, this connection writes the shop's rows whatever the row says. For opening, moving
    and deleting a shop; nothing else may call it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [shop_id])
        row = cursor.fetchone()
    epoch, state = row or (0, None)
    connection.fence = Fence(shop_id=shop_id, epoch=epoch, depth=len(connection.open_savepoints))
    return state
