"""Every route, and every field of its forms, with another shop's ids: not found, and not a byte of the other's rows."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.forms import Field, IntegerField
from django.http import HttpResponse
from django.test import Client

from pods.directory.models import Shop
from shop.staff.api import create_owner
from tests.conftest import Inside
from tests.faults.addresses import Address, platform_addresses, shop_addresses
from tests.faults.planting import CANARY, EMAIL, PASSWORD, Planted, numbers_of, plant, rows_of
from tests.shop import selling
from tests.shop.conftest import gateway, pinned, shared_gateway

__all__ = ["gateway", "pinned", "shared_gateway"]

pytestmark = pytest.mark.faults

OWN_EMAIL = "ingrid@example.com"
KEY_LENGTH = 20
"""What is as long as this is a token, a key or a digest."""

NOT_FOUND, WRONG_METHOD = 404, 405

BOTH_WHEN_LONG = pytest.mark.parametrize(
    "planted", ["other_shop", pytest.param("far_shop", marks=pytest.mark.long)], indirect=True
)
"""A shop of the same pod is nearer: what keeps it apart keeps apart what lies in another database, too."""

PARTS = 3
"""Into so many tests the addresses are dealt: none takes minutes, however many pages there are."""

BrowserAt = Callable[[Shop], Client]


@pytest.fixture(params=["other_shop", "far_shop"])
def planted(request: pytest.FixtureRequest, shop: Shop, inside: Inside, gateway: object) -> Planted:
    """A shop of the same pod, and one of another, full of canaries."""
    return plant(request.getfixturevalue(request.param), inside)


@pytest.fixture
def owner(planted: Planted, shop: Shop, browser_at: BrowserAt, inside: Inside) -> Iterator[Client]:
    """A browser of another shop's owner, who has a cart as well. Whatever it tries, what is planted stays as it is."""
    before = rows_of(planted.shop, inside)
    selling.furnish()
    lamp = selling.put_on_sale(on_hand=50)
    create_owner(OWN_EMAIL, "Ingrid Moen", PASSWORD)
    browser = browser_at(shop)
    signed_in = browser.post("/admin/sign-in", {"email": OWN_EMAIL, "password": PASSWORD, "next": ""})
    assert signed_in.status_code == 302
    assert browser.post("/cart/add", {"id": lamp.variant_id, "quantity": 1}).status_code == 302
    yield browser
    assert rows_of(planted.shop, inside) == before


@pytest.fixture
def foreign_numbers(planted: Planted, owner: Client, shop: Shop, inside: Inside) -> list[int]:
    """The other shop's ids and numbers that mean nothing in this one."""
    own = set(numbers_of(shop, inside))
    foreign = [number for number in planted.numbers if number not in own]
    assert planted.product.id in foreign
    assert 1001 in foreign
    return foreign


def _answers(browser: Client, path: str, fields: dict[str, object]) -> Iterator[tuple[str, HttpResponse]]:
    """Ask by GET, with the fields in the address, and by POST."""
    yield "GET", browser.get(path, fields)
    yield "POST", browser.post(path, fields)


def _holds_canary(answer: HttpResponse) -> bool:
    said = answer.content + repr(answer.headers.items()).encode()
    return CANARY.encode() in said or EMAIL.encode() in said


@BOTH_WHEN_LONG
@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_with_anothers_ids_is_not_found(
    planted: Planted, owner: Client, foreign_numbers: list[int], part: int
) -> None:
    tried = 0
    for address in shop_addresses()[part::PARTS]:
        if not address.places:
            continue
        for path in address.paths(numbers=foreign_numbers, texts=planted.texts):
            answers = [*_answers(owner, path, {}), ("fragment", owner.get(path, headers={"HX-Request": "true"}))]
            for method, answer in answers:
                assert answer.status_code in {NOT_FOUND, WRONG_METHOD}, f"{method} {path}: {answer.status_code}"
                assert not _holds_canary(answer), f"{method} {path}"
                tried += 1
    assert tried > 100


def _candidates(field: Field, numbers: list[int], texts: list[str]) -> list[object]:
    """Return what to try: what a page fills in by itself is an id or a key, what a person types is not."""
    if isinstance(field, IntegerField):
        return [*numbers]
    return [*texts] if field.widget.is_hidden else [*texts[:1]]


def _forms_filled(address: Address, numbers: list[int], texts: list[str]) -> Iterator[dict[str, object]]:
    """Yield each field alone with each of the other shop's values, the rest as a browser of this shop would send it."""
    usual = {"quantity": 1, "version": 1, "change": 1, "reason": "x", "title": "x", "price": "1", "state": "active"}
    for form in address.forms:
        for name, field in form.base_fields.items():
            for value in _candidates(field, numbers, texts):
                yield {**usual, name: value}


@BOTH_WHEN_LONG
@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_with_anothers_ids_shows_nothing(
    planted: Planted, owner: Client, foreign_numbers: list[int], part: int
) -> None:
    numbers = [planted.product.id, planted.product.variant_id, foreign_numbers[-1]]
    texts = [planted.product.handle, *(text for text in planted.texts if len(text) >= KEY_LENGTH)]
    for address in shop_addresses()[part::PARTS]:
        if address.places:
            continue
        if address.pattern.endswith("/sign-out"):
            continue
        for value in (*numbers, *texts):
            answer = owner.get(address.pattern, dict.fromkeys(_field_names(address), value))
            assert answer.status_code < 500, f"GET {address.pattern} {value}"
            assert not _holds_canary(answer), f"GET {address.pattern} {value}"
        for fields in _forms_filled(address, numbers, texts):
            answer = owner.post(address.pattern, fields)
            assert answer.status_code < 500, f"POST {address.pattern} {fields}"
            assert not _holds_canary(answer), f"POST {address.pattern} {fields}"


def _field_names(address: Address) -> set[str]:
    return {
        "id",
        "after",
        "before",
        "show",
        "page",
        "q",
        *(name for form in address.forms for name in form.base_fields),
    }


def test_anothers_variant_cannot_be_put_into_a_cart(planted: Planted, owner: Client) -> None:
    answer = owner.post("/cart/add", {"id": planted.product.variant_id, "quantity": 1})
    assert answer.status_code == NOT_FOUND


def test_no_address_shows_anothers_rows(owner: Client, planted: Planted) -> None:
    for address in shop_addresses():
        if not address.places and not address.pattern.endswith("/sign-out"):
            assert not _holds_canary(owner.get(address.pattern)), address.pattern


def test_a_shops_cookies_are_worth_nothing_elsewhere(
    owner: Client, shop: Shop, planted: Planted, public: Shop, browser_at: BrowserAt
) -> None:
    for stranger, addresses in ((planted.shop, shop_addresses()), (public, platform_addresses())):
        browser = browser_at(stranger)
        browser.cookies[settings.SESSION_COOKIE_NAME] = owner.cookies[settings.SESSION_COOKIE_NAME].value
        for address in addresses:
            if address.pattern.startswith("/admin/") and "sign-" not in address.pattern:
                path = next(address.paths(numbers=planted.numbers, texts=planted.texts))
                for method, answer in _answers(browser, path, {}):
                    assert answer.status_code in {204, 302, NOT_FOUND, WRONG_METHOD}, f"{method} {path}"
                    assert not _holds_canary(answer), f"{method} {path}"


def test_the_canary_shows_in_its_own_shop(planted: Planted, browser_at: BrowserAt) -> None:
    """Else the tests above would prove nothing."""
    browser = browser_at(planted.shop)
    assert browser.post("/admin/sign-in", {"email": EMAIL, "password": PASSWORD, "next": ""}).status_code == 302
    for address in shop_addresses():
        paths = [*address.paths(numbers=planted.numbers, texts=planted.texts)] if address.places else [address.pattern]
        if "sign-" not in address.pattern and any(_holds_canary(browser.get(path)) for path in paths):
            return
    pytest.fail("no address shows it")
