"""SQL, templates and nonsense in every place of every address, every field, header and cookie: no effect, no 500.

The short form tries every address, field and header with some of the strings, dealt in turn so that each string has
its turns; `-m long` tries every string everywhere.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.forms import CharField, Field, Form
from django.test import Client

from config.bootstrap.paths import ROOT
from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.api import products_page
from shop.customers import api as customers
from shop.customers.types import CustomerFields
from shop.staff.api import create_owner
from tests.conftest import Inside
from tests.faults.addresses import Address, platform_addresses, shop_addresses
from tests.faults.planting import PASSWORD, plant, rows_of
from tests.shop import selling
from tests.shop.conftest import gateway, pinned, shared_gateway

__all__ = ["gateway", "pinned", "shared_gateway"]

pytestmark = pytest.mark.faults

EMAIL = "ingrid@example.com"

SQL = [
    "' OR '1'='1' -- ",
    "1) OR SLEEP(60)#",
    "'; DROP TABLE orders_order; -- ",
    "' UNION SELECT password, 2 FROM staff_user -- ",
    "\\' OR 1=1 -- ",
    "%' AND (SELECT SLEEP(60)) AND '%'='",
    "id, (SELECT SLEEP(60))",
    "/*!50000 SLEEP(60)*/",
    "%(shop)s %s %d %",
]
NONSENSE = [
    "",
    " ",
    "\x00",
    "a\r\nSet-Cookie: a=b",
    "{{ 7*7 }}{% include 'x' %}",
    "../../../etc/passwd",
    "☂" * 3000,
    "-1",
    "0",
    "9" * 30,
    "1e309",
    "NaN",
    "٣",
    "²",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "[]",
]
STRINGS = SQL + NONSENSE
NUMBERS = [0, 2**31, 2**63, 2**64, 10**30]
SLOW_S = 30.0
"""Far below what SLEEP asks for."""

HEADERS = ("X-Request-ID", "HX-Request", "HX-Current-URL", "HX-Target", "Accept", "Accept-Language", "User-Agent")
HEADERS += ("Referer", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "Content-Type")

_READ = re.compile(
    r"""(?:request\.(?:GET|POST)(?:\.get|\.getlist)?[(\[]|\(request, )["'](\w+)["']|["'](\w+)["'] in request\."""
)


@dataclass(frozen=True)
class Share:
    """One of the parts into which addresses and fields are dealt, and how many strings each of them gets."""

    part: int
    of: int
    sql: int = len(SQL)
    nonsense: int = len(NONSENSE)

    def of_all[T](self, everything: list[T]) -> Iterator[tuple[T, list[str]]]:
        """Yield this part of everything with the strings to try on each; all parts together are everything."""
        for turn, each in list(enumerate(everything))[self.part :: self.of]:
            yield each, [*_dealt(SQL, turn, self.sql), *_dealt(NONSENSE, turn, self.nonsense)]


def _dealt(strings: list[str], turn: int, count: int) -> list[str]:
    return [strings[(turn * count + ahead) % len(strings)] for ahead in range(count)]


def _shares(*, sql: int, nonsense: int) -> list[object]:
    """Return the parts of the short form, and those of the long one, none of which takes minutes."""
    short = [pytest.param(Share(part, 2, sql, nonsense), id=f"{part + 1} of 2") for part in range(2)]
    whole = [pytest.param(Share(part, 10), id=f"whole, {part + 1} of 10", marks=pytest.mark.long) for part in range(10)]
    return [*short, *whole]


BrowserAt = Callable[[Shop], Client]


@pytest.fixture
def neighbour(other_shop: Shop, inside: Inside, gateway: object) -> Shop:
    """A shop in the same pod that has something to lose."""
    plant(other_shop, inside)
    return other_shop


@pytest.fixture
def owner(neighbour: Shop, shop: Shop, browser_at: BrowserAt) -> Client:
    """The owner of a shop that sells, signed in, with something in the cart."""
    selling.furnish()
    lamp = selling.put_on_sale(on_hand=500)
    create_owner(EMAIL, "Ingrid Moen", PASSWORD)
    browser = browser_at(shop)
    assert browser.post("/admin/sign-in", {"email": EMAIL, "password": PASSWORD, "next": ""}).status_code == 302
    assert browser.post("/cart/add", {"id": lamp.variant_id, "quantity": 1}).status_code == 302
    return browser


@pytest.fixture(autouse=True)
def no_effect(neighbour: Shop, inside: Inside) -> Iterator[None]:
    """Nothing of the neighbour changes."""
    before = rows_of(neighbour, inside)
    yield
    assert rows_of(neighbour, inside) == before


def _names() -> set[str]:
    """Return every name that some code takes from an address or a form by itself."""
    sources = [path.read_text() for folder in ("config", "pods", "shop") for path in (ROOT / folder).rglob("*.py")]
    return {name for text in sources for pair in _READ.findall(text) for name in pair if name}


def _ask(ask: Callable[[], object], what: str) -> None:
    """Ask; the browser raises whatever the server did not catch."""
    began = time.monotonic()
    answer = ask()
    assert answer.status_code < 500, f"{what}: {answer.status_code}"  # type: ignore[attr-defined]
    assert time.monotonic() - began < SLOW_S, f"{what} took long"


@pytest.fixture
def own(owner: Client, shop: Shop, inside: Inside) -> dict[str, int]:
    """Ids of the shop's own rows, by the name of their place in an address: where forms can do something."""
    with inside(shop), acting_as(selling.STAFF):
        buyer = customers.add_customer(CustomerFields("nils@example.com", name="Nils"))
        home = customers.add_address(buyer, selling.HOME)
        return {"product_id": products_page().products[0].id, "customer_id": buyer, "address_id": home}


def _plain(address: Address, own: dict[str, int]) -> str:
    usual = {place: 1001 if place in address.numbers else "skog-table-lamp" for place in address.places}
    return address.filled({**usual, **own})


@pytest.mark.parametrize("share", _shares(sql=4, nonsense=4))
def test_the_places_of_every_address(owner: Client, share: Share) -> None:
    for address, strings in share.of_all([each for each in shop_addresses() if each.places]):
        for path in address.paths(numbers=NUMBERS, texts=strings):
            _ask(lambda path=path: owner.get(path), f"GET {path}")  # type: ignore[misc]
            _ask(lambda path=path: owner.post(path), f"POST {path}")  # type: ignore[misc]


@pytest.mark.parametrize("share", _shares(sql=4, nonsense=4))
def test_every_name_in_every_query(owner: Client, own: dict[str, int], share: Share) -> None:
    names = _names()
    assert {"before", "after", "show", "next", "v"} <= names
    for address in shop_addresses():
        names |= {name for form in address.forms for name in form.base_fields}
    for address, strings in share.of_all(shop_addresses()):
        path = _plain(address, own)
        for text in strings:
            _ask(lambda path=path, text=text: owner.get(path, dict.fromkeys(names, text)), f"GET {path} {text!r}")  # type: ignore[misc]


def _usual(field: Field) -> str:
    """Return what a field takes."""
    if getattr(field, "choices", None):
        return str(next(iter(field.choices))[0])  # type: ignore[attr-defined]
    return "x" if isinstance(field, CharField) else "1"


USUAL = {
    "idempotency_key": "chk_0123456789abcdefghij",
    "currency": "EUR",
    "total_minor": "18900",
    "email": "solveig@example.no",
    "shipping_country": "NO",
    "card_number": "4000 0000 0000 0002",
    "card_expiry": "12/30",
    "card_code": "123",
    "price": "12.50",
    "state": "draft",
    "remove": "",
    "billing_differs": "",
}


@pytest.mark.parametrize("share", _shares(sql=2, nonsense=1))
def test_every_field_of_every_form(owner: Client, own: dict[str, int], share: Share) -> None:
    for (address, form, name), strings in share.of_all(_every_field()):
        path = _plain(address, own)
        usual = {name: USUAL.get(name, _usual(field)) for name, field in form.base_fields.items()}
        for text in strings:
            fields = {**usual, name: text}
            _ask(lambda path=path, fields=fields: owner.post(path, fields), f"{path} {name}={text!r}")  # type: ignore[misc]


def _every_field() -> list[tuple[Address, type[Form], str]]:
    """Return every field of every form, with the address that it is sent to."""
    return [
        (address, form, name)
        for address in shop_addresses()
        if not address.pattern.endswith("/sign-out")
        for form in address.forms
        for name in form.base_fields
    ]


@pytest.mark.parametrize("share", _shares(sql=2, nonsense=3))
def test_every_header(owner: Client, share: Share) -> None:
    paths = ("/", "/cart", "/admin/orders", "/admin/sign-in", "/nothing-here")
    for (path, header), strings in share.of_all([(path, header) for path in paths for header in HEADERS]):
        for text in strings:
            sent = {header: text.replace("\r\n", " ")}
            _ask(lambda path=path, sent=sent: owner.get(path, headers=sent), f"{path} {header}: {text!r}")  # type: ignore[misc]


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
def test_every_cookie(shop: Shop, browser_at: BrowserAt, cookie: str, owner: Client) -> None:
    for text in STRINGS:
        browser = browser_at(shop)
        browser.cookies[cookie] = text.encode().decode("latin-1")
        for path in ("/cart", "/checkout", "/admin/orders"):
            _ask(lambda browser=browser, path=path: browser.get(path), f"{path} {text!r}")  # type: ignore[misc]


def test_the_platforms_addresses(public: Shop, browser_at: BrowserAt) -> None:
    browser = browser_at(public)
    names = _names()
    for address in platform_addresses():
        path = _plain(address, {})
        for text in STRINGS:
            _ask(lambda path=path, text=text: browser.get(path, dict.fromkeys(names, text)), f"GET {path} {text!r}")  # type: ignore[misc]
            _ask(lambda path=path, text=text: browser.post(path, dict.fromkeys(names, text)), f"POST {path} {text!r}")  # type: ignore[misc]
