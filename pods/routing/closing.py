"""Deletes a shop, for good: its routes, its rows in the pod, its files, its row in the directory.

    1 directory  the shop is `deleting`: its hosts answer like unknown ones
    2 pod        residency says `gone`, at a higher epoch: from here on no process writes the shop
    3 pod        rows of every shop-owned table, children first, in bounded transactions
    4 files      the shop's folder
    5 directory  domains and the shop's row; the handle is free again

Killed between any two steps, a rerun finishes. A shop whose opening was cut off is undone the same way.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.db.models import Model

from pods.db.current import DIRECTORY, shop_selected
from pods.db.fence import hold_fence
from pods.db.fields import shop_key
from pods.directory.errors import ShopUnknown
from pods.directory.models import Domain, Shop, ShopState
from pods.isolation.models import ResidencyState
from pods.routing.residency import locate
from pods.routing.route_source import routes_changed

ROWS_PER_TRANSACTION = 2000


def delete_shop(handle: str) -> dict[str, int]:
    """Delete a shop, or finish a deletion that was cut off; returns how many rows went, by table.

    Raises ShopUnknown, ShopUnavailable when its pod does not answer (run it again later).
    """
    shop = Shop.objects.filter(schema_name=handle).first()
    if shop is None or shop.is_public:
        raise ShopUnknown(f"There is no shop with the handle {handle!r}.")
    if shop.state == ShopState.OPEN:
        shop = locate(shop, to_write=True)
    Shop.objects.filter(pk=shop.pk).update(state=ShopState.DELETING)
    routes_changed()
    deleted: dict[str, int] = {}
    if shop.database is not None:
        _send_away(shop)
        deleted = _purge(shop)
        _delete_files(shop)
    with transaction.atomic(using=DIRECTORY):
        Domain.objects.filter(tenant_id=shop.pk).delete()
        Shop.objects.filter(pk=shop.pk).delete()
    return deleted


def _send_away(shop: Shop) -> None:
    """Make the pod refuse every write of this shop. The row stays for ever: an old route must not find a gap."""
    assert shop.database is not None
    connection: Any = connections[shop.database]
    with transaction.atomic(using=shop.database), connection.cursor() as cursor:
        state = hold_fence(connection, shop.pk)
        if state is not None and state != ResidencyState.GONE:
            cursor.execute(
                "UPDATE residency SET state = %s, epoch = epoch + 1 WHERE shop_id = %s",
                [ResidencyState.GONE.value, shop.pk],
            )


def _purge(shop: Shop) -> dict[str, int]:
    deleted = {}
    with shop_selected(shop):
        for model in children_first(shop_owned_models()):
            deleted[model._meta.db_table] = _purge_table(shop, model._meta.db_table)
    return {table: count for table, count in deleted.items() if count}


def _purge_table(shop: Shop, table: str) -> int:
    assert shop.database is not None
    connection: Any = connections[shop.database]
    total = 0
    while True:
        with transaction.atomic(using=shop.database), connection.cursor() as cursor:
            hold_fence(connection, shop.pk)
            cursor.execute(
                f"DELETE FROM {connection.ops.quote_name(table)} WHERE shop_id = %s LIMIT {ROWS_PER_TRANSACTION}",  # noqa: S608 - names of our models
                [shop.pk],
            )
            total += cursor.rowcount
            if cursor.rowcount < ROWS_PER_TRANSACTION:
                return total


def shop_owned_models() -> list[type[Model]]:
    """Return every model whose rows a shop owns and a pod keeps."""
    return [model for model in apps.get_models(include_auto_created=True) if shop_key(model) is not None]


def children_first(models: list[type[Model]]) -> Iterator[type[Model]]:
    """Yield models so that each comes before those it refers to; raises ValueError on a circle of references."""
    waiting = dict.fromkeys(models)
    while waiting:
        referred = {
            field.related_model
            for model in waiting
            for field in model._meta.local_concrete_fields
            if field.is_relation and field.related_model is not model
        }
        free = [model for model in waiting if model not in referred]
        if not free:
            raise ValueError(f"These models refer to each other in a circle: {[m._meta.label for m in waiting]}.")
        for model in free:
            del waiting[model]
            yield model


def _delete_files(shop: Shop) -> None:
    with shop_selected(shop):
        _delete_folder("")


def _delete_folder(folder: str) -> None:
    if not default_storage.exists(folder or "."):
        return
    folders, files = default_storage.listdir(folder)
    for name in files:
        default_storage.delete(f"{folder}/{name}" if folder else name)
    for name in folders:
        _delete_folder(f"{folder}/{name}" if folder else name)
    if folder:
        default_storage.delete(folder)
