"""Addresses of views that only tests have: async ones, and bodies that are read after the request."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.urls import path

from pods.db.current import current_shop, find_current_shop
from tests.probe.shops.models import LIBRARY


def _here() -> str:
    shop = find_current_shop()
    return shop.schema_name if shop is not None else ""


async def seen(request: HttpRequest) -> JsonResponse:
    """Tell the shop at every turn of an async view."""
    told = [_here()]
    await asyncio.sleep(0)
    told.append(_here())
    told.append(await sync_to_async(_here)())
    told.append(await asyncio.to_thread(_here))
    told += await asyncio.gather(_later(), _later())
    words = [tag.word async for tag in LIBRARY.Tag.objects.all()]
    return JsonResponse({"told": told, "words": words})


async def _later() -> str:
    await asyncio.sleep(0)
    return _here()


async def failing(request: HttpRequest) -> JsonResponse:
    raise ZeroDivisionError


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    """Read a shop's rows while the body is sent: too late."""

    def body() -> Iterator[str]:
        yield str(LIBRARY.Tag.objects.count())

    return StreamingHttpResponse(body())


async def streamed_async(request: HttpRequest) -> StreamingHttpResponse:
    async def body() -> AsyncIterator[str]:
        yield str(await LIBRARY.Tag.objects.acount())

    return StreamingHttpResponse(body())


def streamed_in_its_shop(request: HttpRequest) -> StreamingHttpResponse:
    """Take the shop along: the one way that works."""
    from pods.db.current import shop_selected

    shop = current_shop()

    def body() -> Iterator[str]:
        with shop_selected(shop):
            words = [tag.word for tag in LIBRARY.Tag.objects.all()]
        yield from words

    return StreamingHttpResponse(body())


urlpatterns = [
    path("seen", seen),
    path("failing", failing),
    path("streamed", streamed),
    path("streamed-async", streamed_async),
    path("streamed-in-its-shop", streamed_in_its_shop),
]
