"""The current shop where work leaves the thread or the moment of its request: it goes along, or there is none."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from celery import Celery
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, AsyncRequestFactory, Client

from pods.db.current import find_current_shop, shop_selected
from pods.db.errors import NoShop
from pods.directory.models import Shop
from pods.outbox.tasks import deliver
from pods.routing.middleware import PodMiddleware
from tests.conftest import Inside, MakeShop
from tests.probe.shops.models import LIBRARY

Tag = LIBRARY.Tag


@pytest.fixture
def tagged(shop: Shop, other_shop: Shop, far_shop: Shop, inside: Inside, settings: Any) -> Iterator[Shop]:
    """A tag named after each shop; none is selected; shops' hosts have the tests' own views."""
    settings.ROOT_URLCONF = "tests.pods.routing.async_urls"
    for each in (shop, other_shop, far_shop):
        with inside(each):
            Tag.objects.create(word=each.handle)
    with shop_selected(None):
        yield shop


class Host:
    """Gives requests one Host header: Django's own would send testserver besides."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host.encode()

    def _base_scope(self, **request: Any) -> dict[str, Any]:
        request["headers"] = [*(pair for pair in request["headers"] if pair[0] != b"host"), (b"host", self.host)]
        scope: dict[str, Any] = super()._base_scope(**request)  # type: ignore[misc]
        return scope


class HostClient(Host, AsyncClient):
    pass


class HostRequests(Host, AsyncRequestFactory):
    pass


@async_to_sync
async def get(host: str, path: str) -> tuple[Any, Any]:
    """Ask the whole stack as under ASGI; returns the answer, and the shop that is selected afterwards."""
    response = await HostClient(host).get(path)
    return response, find_current_shop()


@pytest.mark.parametrize("handle", ["acme", "birch", "cedar"])
def test_an_async_view_keeps_its_shop_and_leaves_none_behind(tagged: Shop, handle: str) -> None:
    response, left = get(f"{handle}.localhost", "/seen")
    assert response.json() == {"told": [handle] * 6, "words": [handle]}
    assert left is None
    assert find_current_shop() is None


def test_an_async_view_that_fails_leaves_no_shop_behind(tagged: Shop) -> None:
    with pytest.raises(ZeroDivisionError):
        get("acme.localhost", "/failing")
    assert find_current_shop() is None


def test_requests_that_interleave_keep_their_shops(tagged: Shop) -> None:
    async def ask(handle: str) -> Any:
        response = await HostClient(f"{handle}.localhost").get("/seen")
        return response.json()  # type: ignore[attr-defined]

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(ask(handle) for handle in ("acme", "cedar", "birch", "cedar", "acme")))

    answers = async_to_sync(all_at_once)()
    assert [answer["words"] for answer in answers] == [["acme"], ["cedar"], ["birch"], ["cedar"], ["acme"]]
    assert all(set(answer["told"]) == set(answer["words"]) for answer in answers)


def test_the_middleware_alone_is_async_when_its_inside_is(tagged: Shop, far_shop: Shop) -> None:
    """As in a stack that has no middleware for threads only: nothing leaves the event loop."""
    together: list[asyncio.Event] = []
    seen: list[Any] = []

    async def view(request: HttpRequest) -> HttpResponse:
        before = find_current_shop()
        together.append(asyncio.Event())
        if len(together) == 2:
            for event in together:
                event.set()
        await asyncio.wait_for(together[-1 if before == far_shop else 0].wait(), timeout=10)
        seen.append((before, find_current_shop()))
        return HttpResponse("ok")

    chain = PodMiddleware(view)

    async def both() -> list[Any]:
        requests = [HostRequests(each.first_host).get("/") for each in (tagged, far_shop)]
        await asyncio.gather(*(chain(request) for request in requests))
        return [find_current_shop()]

    assert async_to_sync(both)() == [None]
    assert sorted((one.handle, two.handle) for one, two in seen) == [("acme", "acme"), ("cedar", "cedar")]


def test_a_body_that_reads_after_its_request_has_no_shop(tagged: Shop) -> None:
    """The body is made when the server sends it: the middleware has returned, and its shop is gone."""
    response = Client().get("/streamed", HTTP_HOST="acme.localhost")
    assert response.status_code == 200
    with pytest.raises(NoShop):
        list(response.streaming_content)  # type: ignore[attr-defined]


def test_an_async_body_that_reads_after_its_request_has_no_shop(tagged: Shop) -> None:
    @async_to_sync
    async def read() -> None:
        response: Any = await HostClient("acme.localhost").get("/streamed-async")
        async for _part in response.streaming_content:
            pass

    with pytest.raises(NoShop):
        read()


def test_a_body_may_take_its_shop_along(tagged: Shop) -> None:
    response: Any = Client().get("/streamed-in-its-shop", HTTP_HOST="acme.localhost")
    assert list(response.streaming_content) == [b"acme"]
    assert find_current_shop() is None


def test_a_pool_of_threads_has_no_shop(tagged: Shop) -> None:
    with tagged, ThreadPoolExecutor(1) as pool:
        assert pool.submit(find_current_shop).result(timeout=10) is None
        with pytest.raises(NoShop):
            pool.submit(Tag.objects.count).result(timeout=10)

    async def in_the_loops_own_pool() -> Any:
        return await asyncio.get_running_loop().run_in_executor(None, find_current_shop)

    with tagged:
        assert asyncio.run(in_the_loops_own_pool()) is None


def test_a_task_without_a_shop_reads_and_writes_nothing(tagged: Shop) -> None:
    app = Celery("tests", set_as_current=False)

    @app.task
    def count() -> int:
        return int(Tag.objects.count())

    @app.task
    def write() -> None:
        Tag.objects.create(word="whose?")

    for task in (count, write):
        result = task.apply()
        assert result.failed()
        assert isinstance(result.result, NoShop)


def test_the_one_task_leaves_no_shop_behind(make_shop: MakeShop) -> None:
    # A shop that is committed: the task begins with connections of its own, and closes one that is in a transaction.
    answer = deliver.apply(args=(make_shop().pk, 0, 0))
    assert answer.successful(), answer.traceback
    assert find_current_shop() is None
