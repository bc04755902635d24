"""Made-up buyers on real sockets: each kind ends as it says, and nobody comes more often than was asked for."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.orders.models import Order
from shop.storefront.traffic import kinds, visit
from shop.storefront.traffic.browser import LOOPBACK, Visitor, fields_of, links_of
from shop.storefront.traffic.kinds import KINDS, Kind, place_for
from shop.storefront.traffic.visit import Outcome, Visit, make_visit
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

BY_NAME = {kind.name: kind for kind in KINDS}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        pass


@pytest.fixture
def port(committed: None, settings: Any) -> Iterator[int]:
    """The web server's port, with Podium behind it."""
    server = ThreadedWSGIServer((LOOPBACK, 0), _Quiet)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    settings.WEB_PORT = server.server_port
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def stocked(make_shop: MakeShop, gateway: GatewayProcess) -> Shop:
    """A shop in Norway with three products."""
    made = make_shop(country="NO")
    with in_shop(made):
        for title in ("Lamp", "Stool", "Globe"):
            selling.put_on_sale(title, on_hand=50)
    return made


def _visit(port: int, shop: Shop, kind: Kind, number: int = 1) -> Outcome:
    return make_visit(Visitor(port, shop.first_host), Visit(number, kind, place_for(kind, "NO", number), "NOPE"))


def _orders(shop: Shop) -> list[Order]:
    with in_shop(shop):
        return list(Order.objects.select_related("attempt").order_by("number"))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("honest", Outcome.PLACED),
        ("several", Outcome.PLACED),
        ("abroad", Outcome.PLACED),
        ("second-card", Outcome.PLACED),
        ("wrong-code", Outcome.PLACED),
        ("code", Outcome.PLACED),
        ("manual", Outcome.PLACED),
        ("declined", Outcome.DECLINED),
        ("window-shopper", Outcome.LEFT),
        ("lost-answer", Outcome.PENDING),
    ],
)
def test_each_kind_of_buyer_ends_as_it_says(
    port: int, stocked: Shop, monkeypatch: pytest.MonkeyPatch, name: str, outcome: Outcome
) -> None:
    monkeypatch.setattr(visit, "CLEAR_WITHIN_S", 2.0 if outcome is Outcome.PENDING else 60.0)  # no worker settles here
    assert _visit(port, stocked, BY_NAME[name]) is outcome
    placed = _orders(stocked)
    assert len(placed) == (1 if outcome is Outcome.PLACED else 0)
    if placed:
        assert (placed[0].shipping["country"] == "NO") is (name != "abroad")
        assert placed[0].email == "buyer-1@traffic.example"


def test_who_pays_later_does_so_only_where_the_shop_takes_that(port: int, stocked: Shop) -> None:
    for number, gateway in enumerate(("test", "manual"), start=1):
        if gateway == "manual":
            with in_shop(stocked):
                selling.take_manual()
        assert _visit(port, stocked, BY_NAME["manual"], number) is Outcome.PLACED
        assert _orders(stocked)[-1].attempt.gateway == gateway


def test_every_kind_is_tried_here_and_the_weights_are_of_a_hundred() -> None:
    tried = test_each_kind_of_buyer_ends_as_it_says.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {name for name, _outcome in tried} == set(BY_NAME)
    assert sum(kind.weight for kind in KINDS) == 100


def test_who_comes_when_nothing_is_left_finds_it_sold_out(port: int, make_shop: MakeShop, gateway: Any) -> None:
    made = make_shop(country="NO")
    with in_shop(made):
        selling.put_on_sale("Lamp", on_hand=1)
    assert [_visit(port, made, BY_NAME["honest"], number) for number in (1, 2)] == [Outcome.PLACED, Outcome.SOLD_OUT]
    assert len(_orders(made)) == 1


def test_a_server_that_is_not_there_is_an_error(stocked: Shop) -> None:
    assert _visit(1, stocked, BY_NAME["honest"]) is Outcome.ERROR


def test_the_command_counts_what_became_of_them(
    port: int, stocked: Shop, monkeypatch: pytest.MonkeyPatch, run_json: Callable[..., Any]
) -> None:
    monkeypatch.setattr(visit, "CLEAR_WITHIN_S", 0.0)
    told = run_json(stocked.handle, "--orders-per-s", "20", "--orders", "6")
    shoppers = told["kinds"].get("window-shopper", 0)
    assert sum(told["kinds"].values()) == 6 + shoppers
    assert told["outcomes"]["left"] == shoppers
    assert told["outcomes"]["error"] == 0
    with in_shop(stocked):
        assert told["outcomes"]["placed"] <= Order.objects.count() <= 6


@pytest.fixture
def run_json() -> Callable[..., Any]:
    def run(*words: str) -> Any:
        said = StringIO()
        call_command("demo_traffic", *words, "--json", stdout=said)
        return json.loads(said.getvalue())

    return run


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--orders-per-s", "0"], "--orders-per-s"),
        (["--orders-per-s", "101"], "--orders-per-s"),
        (["--orders-per-s", "1", "--orders", "0"], "--orders"),
        (["--orders-per-s", "1", "--orders", "100001"], "--orders"),
        (["--orders-per-s", "1", "--seconds", "-1"], "--seconds"),
        (["--orders-per-s", "1"], "nobody"),
    ],
)
def test_a_stream_without_bounds_or_shop_is_refused(committed: None, words: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("demo_traffic", "nobody", *words)


def test_https_is_refused(committed: None, settings: Any) -> None:
    settings.HTTPS = True
    with pytest.raises(CommandError, match="HTTPS"):
        call_command("demo_traffic", "nobody", "--orders-per-s", "1")


def test_a_page_is_read_as_a_browser_would_send_it() -> None:
    page = """<input name="a" value="1"><input type="radio" name="b" value="1" disabled><input type="radio" name="b"
    value="2"><input type="radio" name="b" value="3" checked><select name="c"><option value="x"><option value="y"
    selected></select><a href="/products/one">1</a><a href="/products/one">1</a><a href="https://example.com/">2</a>"""
    assert fields_of(page) == {"a": "1", "b": "3", "c": "y"}
    assert links_of(page, "/products/") == ["/products/one"]


def test_buyers_live_at_home_or_abroad() -> None:
    for country in ("NO", "JP", "SE"):
        assert place_for(BY_NAME["abroad"], country, 3).country != country
    assert {place_for(BY_NAME["honest"], "JP", number).country for number in range(5)} == {"JP"}
    assert place_for(BY_NAME["honest"], "SE", 3) in kinds.PLACES
