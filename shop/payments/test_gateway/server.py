"""The Test gateway's HTTP side, on 127.0.0.1 only.

POST /v1/cards                  {number, expiry_month, expiry_year, code} → what stands for the card
POST /v1/charges                {key, token, amount_minor, currency, postcode, notify_url} → the key's charge
GET  /v1/charges/<key>          → the key's charge with its disputes, 404 when there is none
POST /v1/charges/<key>/capture  {operation_key, amount_minor} → the charge, 409 when there is not so much to take
POST /v1/charges/<key>/refund   {operation_key, amount_minor} → the charge, 409 when there is not so much to give back
POST /v1/charges/<key>/void     → the charge, with nothing held any more; a key without one is barred
GET  /healthz

A notify_url hears by signed webhook that something happened to its charge (hooks.py), and asks what.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from shop.payments.test_gateway import cards
from shop.payments.test_gateway.book import LedgerCharge
from shop.payments.test_gateway.later import Later
from shop.payments.test_gateway.ledger import Conflict, Ledger, behaviour_of

LARGEST_BODY = 10_000


class TestGatewayServer(ThreadingHTTPServer):
    """Serves one ledger. `slow_s` is how long the slow cards wait; closing wakes them.

    `late_s` is how long the late cards take to be decided and captures to be disputed; `secret` signs webhooks.
    """

    __test__ = False  # not a test case, whatever its name says
    daemon_threads = True

    def __init__(self, *, port: int, ledger: Path, slow_s: float = 30.0, late_s: float = 5.0, secret: str = "") -> None:
        self.ledger = Ledger(ledger, late_s=late_s)
        self.slow_s = slow_s
        self.closing = threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)
        self.later = Later(self.ledger, secret=secret)
        self.later.start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up first; report everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Wake what waits, then close the socket."""
        self.closing.set()
        self.later.close()
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    server: TestGatewayServer
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it)
        """Say nothing: a request line has no news, and a body must never be written down."""

    def do_GET(self) -> None:
        """Answer what is under a key."""
        if self.path == "/healthz":
            return self._answer(200, {"name": "Test gateway"})
        match self._parts():
            case ["v1", "charges", key]:
                found = self.server.ledger.answer(key)
                return self._answer(*((200, found) if found else (404, {"error": "unknown_key"})))
        return self._answer(404, {"error": "unknown_address"})

    def do_POST(self) -> None:
        """Keep a card, or make, take, give back or void a charge."""
        try:
            self._post(self._body())
        except Conflict as conflict:
            self._answer(409, {"error": conflict.code})
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"error": "bad_request"})

    def _post(self, body: dict[str, Any]) -> None:
        ledger = self.server.ledger
        match self._parts():
            case ["v1", "cards"]:
                self._add_card(str(body["number"]))
            case ["v1", "charges"]:
                self._authorise(body)
            case ["v1", "charges", key, ("capture" | "refund") as kind]:
                operation_key, amount_minor = str(body["operation_key"]), int(body["amount_minor"])
                if amount_minor <= 0 or not operation_key:
                    raise ValueError
                operate = ledger.capture if kind == "capture" else ledger.refund
                self._tell(operate(key, operation_key, amount_minor=amount_minor))
            case ["v1", "charges", key, "void"]:
                self._tell(ledger.void(key))
            case _:
                self._answer(404, {"error": "unknown_address"})

    def _add_card(self, number: str) -> None:
        digits = number.replace(" ", "").replace("-", "")
        if not cards.passes_luhn(digits) or digits not in cards.CARDS:
            return self._answer(422, {"error": "card_refused"})
        return self._answer(200, self.server.ledger.add_card(digits))

    def _authorise(self, body: dict[str, Any]) -> None:
        number = self.server.ledger.card_number(str(body["token"])) or ""
        behaviour = behaviour_of(number)
        amount_minor, currency, key = int(body["amount_minor"]), str(body["currency"]), str(body["key"])
        if amount_minor <= 0 or not key:
            raise ValueError
        unchecked = cards.UNAVAILABLE
        wanted = LedgerCharge(
            *(key, "", "", amount_minor, currency, "", unchecked, unchecked, unchecked),
            card=number,
            notify_url=str(body.get("notify_url", "")),
        )
        if behaviour.wire == cards.LOST_REQUEST:
            return self._drop()
        if behaviour.wire == cards.SLOW:
            self.server.closing.wait(self.server.slow_s)
        charge = self.server.ledger.authorise(wanted)
        self.server.later.news.set()
        if behaviour.wire == cards.LOST_ANSWER:
            return self._drop()
        if behaviour.wire == cards.SLOW_TO_ANSWER:
            self.server.closing.wait(self.server.slow_s)
        return self._tell(charge)

    def _tell(self, charge: LedgerCharge) -> None:
        self.server.later.news.set()
        self._answer(200, self.server.ledger.answer(charge.key) or {})

    def _parts(self) -> list[str]:
        return [unquote(part) for part in self.path.strip("/").split("/")]

    def _body(self) -> dict[str, Any]:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LARGEST_BODY:
            raise ValueError
        body = json.loads(self.rfile.read(length) or b"{}")
        if not isinstance(body, dict):
            raise TypeError
        return body

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _drop(self) -> None:
        """Close the connection without a word."""
        self.close_connection = True
