"""The Test gateway's client and server, over a real socket."""

import http.server
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pods.directory.models import Shop
from shop.money import Money
from shop.payments.errors import AnswerLost, GatewayNotReached
from shop.payments.gateways.test_http import HttpGateway
from shop.payments.test_gateway.cards import CARDS, passes_luhn
from shop.payments.types import Card, ChargeRequest, ChargeState
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

PRICE = Money(18900, "EUR")


@pytest.fixture
def client(gateway: GatewayProcess, shop: Shop) -> HttpGateway:
    return HttpGateway(gateway.url)


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return f"key/{request.node.name}"


def _request(key: str, number: str = selling.APPROVED, amount: Money = PRICE) -> ChargeRequest:
    return ChargeRequest(key=key, token=selling.card(number).token, amount=amount, postcode="5008")


def test_a_declined_charge_stays_declined(client: HttpGateway, key: str) -> None:
    assert client.authorise(_request(key, selling.NO_MONEY), timeout_s=5).reason == "insufficient_funds"
    assert client.void(key, timeout_s=5).state is ChargeState.DECLINED


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 4800), ("KWD", 12345)])
def test_amounts_keep_their_currencys_digits(client: HttpGateway, key: str, currency: str, minor: int) -> None:
    charge = client.authorise(_request(key, amount=Money(minor, currency)), timeout_s=5)
    assert charge.amount == Money(minor, currency)


def test_a_card_never_shows_itself() -> None:
    shown = repr(Card(number="4242424242424242", expiry_month=1, expiry_year=2030, code="987"))
    assert "4242" not in shown
    assert "987" not in shown


@pytest.mark.parametrize("number", CARDS)
def test_every_card_of_the_gateway_passes_luhn(number: str) -> None:
    assert passes_luhn(number)
    assert not passes_luhn(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_nobody_listening_is_known_to_have_changed_nothing() -> None:
    with pytest.raises(GatewayNotReached):
        HttpGateway("http://127.0.0.1:1").find_charge("x", timeout_s=1)


Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def _answering(answer: Answer) -> Iterator[HttpGateway]:
    """Serve one kind of answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield HttpGateway(f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            thread.join()


def _say(status: int, body: bytes) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        _say(500, b"{}"),
        _say(200, b"not json"),
        _say(200, b"[]"),
        _say(200, b'{"key": "x"}'),
        _say(200, json.dumps({"key": "x", "state": "dancing", "amount_minor": 1, "currency": "EUR"}).encode()),
        _say(200, b'"' + b"x" * 200_000 + b'"'),
        _say(302, b"{}"),
        lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
    ],
    ids=["500", "no json", "no object", "half a charge", "unknown state", "huge", "elsewhere", "hung up"],
)
def test_an_answer_that_is_no_answer_counts_as_lost(answer: Answer) -> None:
    with _answering(answer) as client, pytest.raises(AnswerLost):
        client.find_charge("x", timeout_s=2)


def test_an_answer_that_trickles_does_not_outlast_the_deadline() -> None:
    given_up = threading.Event()

    def trickle(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not given_up.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    with _answering(trickle) as client:
        with pytest.raises(AnswerLost):
            client.find_charge("x", timeout_s=0.3)
        given_up.set()


def _status(url: str, body: bytes | None = None, **headers: str) -> int:
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/healthz", None, 200),
        ("/nowhere", None, 404),
        ("/v1/nowhere", b"{}", 404),
        ("/v1/cards", b"not json", 400),
        ("/v1/cards", b"[]", 400),
        ("/v1/cards", b"{}", 400),
        ("/v1/cards", b"x" * 20_000, 400),
        ("/v1/charges", b'{"key": "", "token": "t", "amount_minor": 1, "currency": "EUR"}', 400),
        ("/v1/charges", b'{"key": "k", "token": "t", "amount_minor": 0, "currency": "EUR"}', 400),
        ("/v1/charges", b'{"key": "k", "token": "t", "amount_minor": -5, "currency": "EUR"}', 400),
    ],
)
def test_the_gateway_refuses_what_it_does_not_understand(
    gateway: GatewayProcess, path: str, body: bytes | None, status: int
) -> None:
    assert _status(f"{gateway.url}{path}", body) == status


def test_a_token_of_nobody_is_declined(client: HttpGateway, key: str) -> None:
    charge = client.authorise(ChargeRequest(key=key, token="tok_nobody", amount=PRICE, postcode=""), timeout_s=5)
    assert (charge.state, charge.reason) == (ChargeState.DECLINED, "card_unknown")
