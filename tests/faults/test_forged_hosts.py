"""Host names that a client makes up, as bytes on a real socket: refused, and neither links nor caches believe them."""

import socket

import pytest

from shop.storefront.traffic.browser import LOOPBACK
from tests.faults.town import Town

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(300)]

EVIL = "evil.example"

REFUSED = {
    "a host that nobody has": "GET /cart HTTP/1.1\r\nHost: {evil}\r\n",
    "two hosts": "GET /cart HTTP/1.1\r\nHost: {host}\r\nHost: {evil}\r\n",
    "two hosts in one line": "GET /cart HTTP/1.1\r\nHost: {host}, {evil}\r\n",
    "a forwarded host": "GET /cart HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {evil}\r\n",
    "a forwarded host with an underscore": "GET /cart HTTP/1.1\r\nHost: {evil}\r\nX_Forwarded_Host: {host}\r\n",
    "another shop's name before an @": "GET /cart HTTP/1.1\r\nHost: {host}@{evil}\r\n",
    "a port that is none": "GET /cart HTTP/1.1\r\nHost: {host}:{evil}\r\n",
    "no host": "GET /cart HTTP/1.1\r\n",
    "an old protocol without a host": "GET /cart HTTP/1.0\r\n",
}
HARMLESS = {
    "an absolute address": "GET http://{evil}/admin/orders HTTP/1.1\r\nHost: {host}\r\n",
    "the standard's own header": "GET /admin/orders HTTP/1.1\r\nHost: {host}\r\nForwarded: host={evil}\r\n",
    "other servers' headers": (
        "GET /admin/orders HTTP/1.1\r\nHost: {host}\r\nX-Host: {evil}\r\nX-Original-URL: //{evil}/\r\n"
        "X-Rewrite-URL: //{evil}/\r\nX-Forwarded-Server: {evil}\r\nX-Forwarded-Proto: https\r\n"
    ),
    "two slashes": "GET //{evil}/ HTTP/1.1\r\nHost: {host}\r\n",
}


def _sent(town: Town, request: str) -> str:
    """Send these bytes and return the whole answer."""
    with socket.create_connection((LOOPBACK, town.port), timeout=20) as connection:
        connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode(errors="replace")


def _status(answer: str) -> int:
    return int(answer.split(" ", 2)[1])


@pytest.mark.parametrize("kind", REFUSED)
def test_a_forged_host_is_refused(town: Town, kind: str) -> None:
    host = town.shops[0].host
    answer = _sent(town, REFUSED[kind].format(host=host, evil=EVIL))
    assert _status(answer) in {400, 404}, answer[:500]
    assert f"//{EVIL}" not in answer


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_else_names_a_host_is_not_believed(town: Town, kind: str) -> None:
    host = town.shops[0].host
    answer = _sent(town, HARMLESS[kind].format(host=host, evil=EVIL))
    assert _status(answer) in {301, 302, 400, 404}, answer[:500]
    location = next((line for line in answer.splitlines() if line.lower().startswith("location:")), "location: /")
    assert location.partition(":")[2].strip().startswith("/admin/sign-in") or location == "location: /", location
    after = town.visitor(host).get("/")
    assert after.status == 200
    assert EVIL not in after.text, "a cache has kept the forged host"


def test_a_cookie_of_one_shop_is_worth_nothing_in_another(town: Town) -> None:
    shop, others = town.shops[0], town.shops[1:]
    cookies = town.staff(shop).cookies
    for other in others:
        visitor = town.visitor(other.host)
        visitor.cookies = dict(cookies)
        answer = visitor.get("/admin/orders")
        assert (answer.status, answer.location) == (302, "/admin/sign-in")
