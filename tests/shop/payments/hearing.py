"""Webhooks by hand: signed as the Test gateway signs them, caught as they arrive, handed to the shop."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from pods.db.current import find_current_shop, set_current_shop
from shop.payments.test_gateway.hooks import SIGNATURE_HEADER, signature_of

ADDRESS = "/hooks/payments/test"
PATIENCE_S = 20


def body_of(key: str, message_id: str = "evt_1", **others: object) -> bytes:
    """Write what a webhook says."""
    return json.dumps({"id": message_id, "type": "charge.decided", "key": key, **others}).encode()


def signed(body: bytes, *, off_s: int = 0, secret: str | None = None) -> str:
    """Return the header for a body, signed now or `off_s` seconds from now."""
    return signature_of(body, secret=settings.TEST_GATEWAY_SECRET if secret is None else secret, at=now_s() + off_s)


def now_s() -> int:
    return int(time.time())


def send(browser: Client, body: bytes, signature: str | None = None, *, address: str = ADDRESS) -> HttpResponse:
    """Send a webhook to a shop's host; signed as it should be, unless the test says how."""
    headers: dict[str, Any] = {SIGNATURE_HEADER: signed(body) if signature is None else signature}
    with still_here():
        return browser.post(address, body, content_type="application/json", headers=headers)  # type: ignore[return-value]


@contextmanager
def still_here() -> Iterator[None]:
    """Select the shop again after a request, which leaves none selected."""
    shop = find_current_shop()
    try:
        yield
    finally:
        set_current_shop(shop)


@contextmanager
def ears(port: int = 0) -> Iterator[tuple[int, "Queue[tuple[dict[str, str], bytes]]"]]:
    """Listen on a port, a free one by default; give it, and what is sent there as (headers, body)."""
    heard: Queue[tuple[dict[str, str], bytes]] = Queue()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.put((dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", port), Ear) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port, heard
        finally:
            server.shutdown()
            thread.join()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does by itself."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
