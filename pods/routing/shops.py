"""Selects a shop for code that no request brought: commands, tasks, tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from pods.db.current import PUBLIC_NAME, shop_selected
from pods.directory.errors import ShopUnknown
from pods.directory.models import Shop, ShopState
from pods.routing.residency import locate


@contextmanager
def in_shop(shop: Shop) -> Iterator[Shop]:
    """Make this the current shop inside the block."""
    with shop_selected(shop):
        yield shop


def shop_by_handle(handle: str) -> Shop:
    """Return an open shop where the pods say it lives; raises ShopUnknown, ShopUnavailable. Two queries."""
    shop = Shop.objects.filter(schema_name=handle.lower()).first()
    if shop is None or shop.is_public or shop.state != ShopState.OPEN:
        raise ShopUnknown(f"There is no open shop with the handle {handle!r}.")
    return locate(shop)


def public_shop() -> Shop:
    """Return the public tenant: the platform itself. One query."""
    shop = Shop.objects.filter(schema_name=PUBLIC_NAME).first()
    if shop is None:
        raise ShopUnknown("The platform has no row yet. Run `manage.py migrate_schemas` first.")
    return shop


def tenant_by_handle(handle: str) -> Shop:
    """Return the public tenant for "public", else the open shop, like shop_by_handle."""
    return public_shop() if handle == PUBLIC_NAME else shop_by_handle(handle)


def every_shop() -> Iterator[Shop]:
    """Yield the open shops as the directory knows them, by id; not the public tenant."""
    shops = Shop.objects.filter(state=ShopState.OPEN, pod__isnull=False).order_by("pk")
    return shops.iterator(chunk_size=1000)
