"""Opens many shops at once: the steps of opening, each for a whole batch. Safe to run again after a kill."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from heapq import heapify, heappop, heapreplace

from django.db import connections, transaction

from pods.db.current import DIRECTORY, pod_alias, shop_selected
from pods.db.tenants import is_valid_schema_name
from pods.directory.errors import HandleNotValid, NoPodOpen
from pods.directory.models import Domain, Shop, ShopState
from pods.routing.opening import FIRST_EPOCH, NewShop, furnish, make_residencies, pods_with_room
from pods.routing.route_source import routes_changed
from pods.routing.shops import public_shop

BATCH = 1000
AT_ONCE = 4
SHARE = 20
"""Shops that one thread furnishes with one connection."""


def seed_shops(count: int, *, prefix: str, tell: Callable[[int], object]) -> int:
    """Make sure that shops <prefix>-1 … <prefix>-<count> are open; returns how many were opened now.

    `tell` is given the number that is done after each batch and within it. Raises NoPodOpen, HandleNotValid.
    """
    if not is_valid_schema_name(f"{prefix}-{count}"):
        raise HandleNotValid
    made = done = 0
    with shop_selected(public_shop()):
        for first in range(1, count + 1, BATCH):
            handles = [f"{prefix}-{number}" for number in range(first, min(first + BATCH, count + 1))]
            opened = _open_batch(handles, lambda inside, before=done: tell(before + inside))  # type: ignore[misc]
            made += opened
            done += len(handles)
            tell(done)
    routes_changed()
    return made


def _open_batch(handles: list[str], tell: Callable[[int], object]) -> int:
    present = dict(Shop.objects.filter(schema_name__in=handles).values_list("schema_name", "state"))
    _claim([handle for handle in handles if handle not in present])
    opening = Shop.objects.filter(schema_name__in=handles, state=ShopState.OPENING).order_by("pod_id", "pk")
    shops = list(opening)
    for pod_number, ids in _ids_by_pod(shops).items():
        make_residencies(pod_alias(pod_number), ids)
    _furnish_all(shops, tell)
    opening.update(state=ShopState.OPEN)
    return len(shops)


def _furnish_all(shops: list[Shop], tell: Callable[[int], object]) -> None:
    """Furnish shops several at a time: most of the time goes into waiting for the databases to commit."""
    shares = [shops[first : first + SHARE] for first in range(0, len(shops), SHARE)]
    done = 0
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        for furnished in pool.map(_furnish_share, shares):
            done += furnished
            tell(done)


def _furnish_share(shops: list[Shop]) -> int:
    """Furnish these in a thread, whose connections end with them; returns how many."""
    try:
        for shop in shops:
            with shop_selected(shop):
                furnish(NewShop(handle=shop.handle, name=shop.name, owner_email=f"owner@{shop.handle}.example"))
    finally:
        connections.close_all()
    return len(shops)


def _claim(handles: list[str]) -> None:
    """Write the directory's rows of new shops, each in the pod that is least loaded by then."""
    if not handles:
        return
    dealt = _deal(len(handles))
    shops = [
        Shop(schema_name=handle, name=handle.title(), pod_id=number, epoch=FIRST_EPOCH, state=ShopState.OPENING)
        for handle, number in zip(handles, dealt, strict=True)
    ]
    with transaction.atomic(using=DIRECTORY):
        Shop.objects.bulk_create(shops)
        Domain.objects.bulk_create(
            [Domain(domain=shop.first_host, tenant=shop, is_primary=True, verified=True) for shop in shops]
        )


def _deal(count: int) -> list[int]:
    """Choose the pod of each of so many shops; raises NoPodOpen when there is not room for all of them."""
    pods: list[tuple[float, int, int, int]] = [
        (pod.load / pod.capacity, pod.number, pod.load, pod.capacity)  # type: ignore[attr-defined]
        for pod in pods_with_room()
    ]
    heapify(pods)
    dealt = []
    for _ in range(count):
        if not pods:
            raise NoPodOpen
        _, number, load, capacity = pods[0]
        dealt.append(number)
        if load + 1 < capacity:
            heapreplace(pods, ((load + 1) / capacity, number, load + 1, capacity))
        else:
            heappop(pods)
    return dealt


def _ids_by_pod(shops: Iterable[Shop]) -> dict[int, list[int]]:
    ids: dict[int, list[int]] = defaultdict(list)
    for shop in shops:
        ids[shop.pod_id].append(shop.pk)
    return ids
