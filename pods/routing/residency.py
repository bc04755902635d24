"""Asks a pod whether it serves a shop, and follows the shop to where it went.

The residency row is the authority and the directory only a hint: a request that began after a move's cut-over
finds the right pod here by plain reads over at most three rows, with the directory down as well.
"""

from dataclasses import dataclass

from pods.db.current import pod_alias
from pods.db.fence import RESIDENCY_TABLE
from pods.directory.models import Shop
from pods.isolation.models import ResidencyState
from pods.routing.databases import connection_to
from pods.routing.errors import ShopUnavailable

MOST_HOPS = 3

_READ = f"SELECT epoch, state, moved_to FROM {RESIDENCY_TABLE} WHERE shop_id = %d"  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class ResidencyRow:
    """What one pod says about one shop."""

    epoch: int
    state: str
    moved_to: int | None


def read_residency(alias: str, shop_id: int) -> ResidencyRow | None:
    """Read a pod's row of a shop, without a lock; None when the pod has none. One query."""
    row = connection_to(alias).read_row(_READ % int(shop_id))
    return ResidencyRow(*row) if row is not None else None


def _asked_again(shop: Shop) -> Shop:
    """Read the shop's pod from the directory, for when a pod has no row to follow."""
    fresh = Shop.objects.filter(pk=shop.pk).first()
    if fresh is None or fresh.pod_id is None:
        raise ShopUnavailable("The shop is no longer here.")
    if fresh.pod_id == shop.pod_id:
        raise ShopUnavailable("The shop is not ready yet.")
    fresh.domain_url = shop.domain_url
    return fresh


def locate(shop: Shop, *, to_write: bool = False) -> Shop:
    """Return the shop as the pods know it: in its present pod, at its present epoch.

    One query when the route was right. While it arrives there and stands by here, nothing can have been written
    since: a reader stays here, a writer goes there, where the fence makes it wait. Raises ShopUnavailable.
    """
    here, standing_by, asked = shop, None, False
    for _ in range(MOST_HOPS):
        row = read_residency(pod_alias(here.pod_id), here.pk)
        if row is None:
            if asked:
                break
            here, asked = _asked_again(here), True
            continue
        if row.state == ResidencyState.SERVING:
            return here if row.epoch == here.epoch else here.placed_at(here.pod_id, row.epoch)
        if row.state == ResidencyState.ARRIVING:
            if to_write or standing_by is None:
                return here.placed_at(here.pod_id, row.epoch)
            return standing_by
        if row.moved_to is None:
            break
        if row.state == ResidencyState.STANDBY:
            standing_by = here.placed_at(here.pod_id, row.epoch)
        here = here.placed_at(row.moved_to, row.epoch)
    raise ShopUnavailable
