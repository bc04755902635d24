"""The shops that every test may use: made once per run, committed, and never changed by a test."""

from dataclasses import dataclass

from pods.db.current import shop_selected
from pods.directory.models import Domain, Pod, Region, Shop, ShopState
from pods.routing.opening import FIRST_EPOCH, make_residencies
from pods.routing.shops import public_shop

HANDLES = {"acme": 1, "birch": 1, "cedar": 2}
"""Handle → pod of the shops of the rolled-back tests."""


@dataclass(frozen=True)
class Fleet:
    """The directory's rows of the test run."""

    acme: int
    birch: int
    cedar: int


def make_fleet() -> Fleet:
    """Make pods and shops where they are missing."""
    with shop_selected(public_shop()):
        region, _ = Region.objects.get_or_create(code="local", defaults={"name": "This machine"})
        for number in (1, 2):
            Pod.objects.get_or_create(number=number, defaults={"region": region})
        ids = {handle: _make_shop(handle, number) for handle, number in HANDLES.items()}
    return Fleet(**ids)


def _make_shop(handle: str, pod_number: int) -> int:
    shop = Shop.objects.filter(schema_name=handle).first()
    if shop is None:
        shop = Shop(schema_name=handle, name=handle.title(), pod_id=pod_number, epoch=FIRST_EPOCH)
        shop.state = ShopState.OPEN
        shop.save()
        Domain(domain=shop.first_host, tenant=shop, is_primary=True, verified=True).save()
    assert shop.database is not None
    make_residencies(shop.database, [shop.pk])
    return int(shop.pk)
