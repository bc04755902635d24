"""Opens a shop: claims handle and host in the directory, then makes its rows in the pod.

Four steps, each safe to run again. Killed between any two, the shop stays `opening`, which no route shows; running
open_shop() again with the same handle finishes it, and abandon_shop() undoes it.

    1 directory  claim: least loaded open pod, handle, first host        → shop is `opening`
    2 pod        residency row, serving at epoch 1
    3 pod        what every shop has: owner, settings, … (SHOP_OPENERS), one service
    4 directory  the shop is `open`
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import Count, F
from django.utils.module_loading import import_string

from pods.db.current import DIRECTORY, shop_selected
from pods.db.tenants import is_valid_schema_name
from pods.directory.errors import HandleNotValid, HandleTaken, NewShopRefused, NoPodOpen, PodUnknown
from pods.directory.models import Domain, Pod, PodState, Shop, ShopState
from pods.isolation.models import ResidencyState
from pods.routing.closing import delete_shop
from pods.routing.route_source import routes_changed
from pods.routing.schema_state import require_schema
from pods.routing.service import service
from pods.routing.shops import public_shop

RESERVED = frozenset({"public", "podium", "www", "console", "admin", "api", "mail", "default"})
FIRST_EPOCH = 1


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a shop is opened with. An empty password leaves the owner's account without one."""

    handle: str
    name: str
    owner_email: str
    owner_name: str = ""
    owner_password: str = ""
    country: str = "DE"
    currency: str = "EUR"


def open_shop(new: NewShop, *, pod_number: int | None = None) -> Shop:
    """Open a shop, or finish one whose opening was cut off; returns it open.

    `pod_number` overrules the choice of pod. Raises HandleNotValid, HandleTaken (an open or deleting shop has it,
    or is half open in another pod), NoPodOpen, PodUnknown, PodBehind, NewShopRefused (what was begun is undone).
    """
    _require_handle(new.handle)
    with shop_selected(public_shop()):
        shop = _claim(new, pod_number)
    assert shop.database is not None
    require_schema(shop.database)
    make_residencies(shop.database, [shop.pk])
    try:
        with shop_selected(shop):
            furnish(new)
    except NewShopRefused:
        delete_shop(new.handle)
        raise
    return _declare_open(shop)


def _require_handle(handle: str) -> None:
    if not is_valid_schema_name(handle) or handle in RESERVED:
        raise HandleNotValid


def _claim(new: NewShop, pod_number: int | None) -> Shop:
    found = Shop.objects.filter(schema_name=new.handle).first()
    if found is not None:
        if found.state != ShopState.OPENING:
            raise HandleTaken(f"Another shop has the handle {new.handle!r}.")
        if pod_number not in {None, found.pod_id}:
            raise HandleTaken(f"{new.handle!r} is half open in {found.database}: finish it there, or delete it first.")
        return found
    try:
        with transaction.atomic(using=DIRECTORY):
            pod = least_loaded_pod() if pod_number is None else _open_pod(pod_number)
            shop = Shop(schema_name=new.handle, name=new.name, pod=pod, epoch=FIRST_EPOCH, state=ShopState.OPENING)
            shop.save()
            Domain(domain=shop.first_host, tenant=shop, is_primary=True, verified=True).save()
    except IntegrityError:
        raise HandleTaken(f"Another shop has the handle {new.handle!r}, or its host.") from None
    return shop


def pods_with_room() -> list[Pod]:
    """Return the open pods known to this process that have room, least loaded first. One query."""
    counted: Any = Pod.objects.annotate(load=Count("shops")).filter(
        state=PodState.OPEN, load__lt=F("capacity"), number__in=settings.POD_NUMBERS
    )
    return sorted(counted, key=lambda pod: (pod.load / pod.capacity, pod.number))


def least_loaded_pod() -> Pod:
    """Return the open pod that has the largest share of its capacity left."""
    pods = pods_with_room()
    if not pods:
        raise NoPodOpen
    return pods[0]


def _open_pod(number: int) -> Pod:
    pod = Pod.objects.filter(number=number, state=PodState.OPEN).first()
    if pod is None or number not in settings.POD_NUMBERS:
        raise PodUnknown(f"There is no open pod {number} that this process knows.")
    return pod


def make_residencies(alias: str, shop_ids: list[int]) -> None:
    """Let a pod serve new shops; rows that exist stay as they are. One statement per 1,000 shops."""
    with connections[alias].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO residency (shop_id, epoch, state) VALUES (%s, %s, %s) "
            "ON DUPLICATE KEY UPDATE shop_id = residency.shop_id",
            [(shop_id, FIRST_EPOCH, ResidencyState.SERVING.value) for shop_id in shop_ids],
        )


@service
def furnish(new: NewShop) -> None:
    for path in settings.SHOP_OPENERS:
        opener: Callable[[Any], None] = import_string(path)
        opener(new)


def _declare_open(shop: Shop) -> Shop:
    Shop.objects.filter(pk=shop.pk, state=ShopState.OPENING).update(state=ShopState.OPEN)
    routes_changed()
    return Shop.objects.select_related("pod").get(pk=shop.pk)
