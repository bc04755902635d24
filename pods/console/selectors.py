"""Reads of the directory for operators."""

from django.db.models import Count

from pods.console.types import PodRow, ShopRow, ShopsPage
from pods.directory.models import Pod, PodState, Shop, ShopState

SHOPS_ON_A_PAGE = 100


def pods_with_shops() -> list[PodRow]:
    """Return every pod by number, with how many shops the directory has in it. One query."""
    pods = Pod.objects.select_related("region").annotate(shop_count=Count("shops")).order_by("number")
    return [
        PodRow(
            alias=pod.alias,
            region=pod.region.name,
            state=pod.state,
            state_label=str(PodState(pod.state).label),
            shops=pod.shop_count,
            capacity=pod.capacity,
        )
        for pod in pods
    ]


def shops_page(*, after: int = 0, size: int = SHOPS_ON_A_PAGE) -> ShopsPage:
    """Return shops by id, those after `after`. Two queries."""
    shops = Shop.objects.filter(pod__isnull=False)
    found = list(shops.filter(pk__gt=after).order_by("pk")[: size + 1])
    rows = tuple(_row(shop) for shop in found[:size])
    return ShopsPage(shops=rows, total=shops.count(), after=rows[-1].id if len(found) > size else None)


def _row(shop: Shop) -> ShopRow:
    return ShopRow(
        id=shop.pk,
        handle=shop.handle,
        name=shop.name,
        host=shop.first_host,
        pod=shop.database or "",
        state=shop.state,
        state_label=str(ShopState(shop.state).label),
    )
