"""The fence: the locking read of a shop's residency row that guards every write transaction on a pod.

It is remembered per transaction and forgotten at COMMIT, at ROLLBACK, and at a rollback to a savepoint older than
it: MariaDB drops the row lock there, so the next write must take it again. One transaction fences one shop.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pods.db.current import CurrentShop
from pods.db.errors import CrossShop, FenceRefused

if TYPE_CHECKING:
    from pods.db.base import DatabaseWrapper

RESIDENCY_TABLE = "residency"
SERVING = "serving"

_TAKE = (
    f"SELECT epoch, state, moved_to FROM {RESIDENCY_TABLE} WHERE shop_id = %s LOCK IN SHARE MODE WAIT %s"  # noqa: S608 - a constant
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A share lock on one shop's residency row, held since the transaction had `depth` savepoints."""

    shop_id: int
    depth: int


def take_fence(connection: "DatabaseWrapper", shop: CurrentShop, *, wait_s: int = 2) -> None:
    """Lock the shop's residency row until commit, waiting `wait_s` seconds at most; a no-op when it is held.

    Raises FenceRefused when the shop is not served here at the epoch the caller knows, CrossShop when the
    transaction has fenced another shop. Must run inside a transaction.
    """
    held = connection.fence
    if held is not None:
        if held.shop_id != shop.pk:
            raise CrossShop(f"This transaction wrote shop {held.shop_id}; it cannot write shop {shop.pk} as well.")
        return
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [shop.pk, wait_s])
        row = cursor.fetchone()
    if row is None:
        raise FenceRefused(shop.pk, state=None, epoch=None, moved_to=None)
    epoch, state, moved_to = row
    if state != SERVING or epoch != shop.epoch:
        raise FenceRefused(shop.pk, state=state, epoch=epoch, moved_to=moved_to)
    connection.fence = Fence(shop_id=int(shop.pk or 0), depth=len(connection.open_savepoints))
