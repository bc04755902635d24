"""The demo: three shops in three currencies, the same however often it is seeded."""

import json
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pods.directory.errors import ShopUnknown
from pods.directory.models import Pod
from pods.routing.closing import delete_shop
from pods.routing.shops import in_shop, public_shop, shop_by_handle
from shop.catalog import api as catalog
from shop.catalog.drawings import is_drawable
from shop.payments import api as payments
from shop.storefront.demo import MANUAL_PAYMENT, OPERATOR_EMAIL, SHOPS
from tests.fleet import Fleet
from tests.shop import selling

EXPONENTS = {"EUR": 2, "JPY": 0, "KWD": 3}


@pytest.fixture
def seeding(committed: None, fleet: Fleet, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder for the passwords; the demo's shops are gone afterwards."""
    settings.VAR_ROOT = str(tmp_path)
    yield tmp_path
    for demo in SHOPS:
        try:
            delete_shop(demo.handle)
        except ShopUnknown:
            continue
    with in_shop(public_shop()):
        _operators().delete()


def _operators() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.filter(email=OPERATOR_EMAIL)


def _seed(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_demo_is_seeded_once_and_says_the_same_each_time(seeding: Path) -> None:
    said = _seed("--json")
    assert _seed("--json") == said
    told = json.loads(said)
    assert [(shop["handle"], shop["pod"]) for shop in told["shops"]] == [
        ("aldersund", "pod_1"),
        ("kumo", "pod_1"),
        ("qahwa", "pod_2"),
    ]
    keys = {"handle", "host", "url", "admin_url", "staff_email", "staff_password", "pod"}
    assert all(set(shop) == keys for shop in told["shops"])
    assert set(told["console"]) == {"url", "email", "password"}
    assert told["shops"][0]["host"] == "aldersund.localhost"
    passwords = [shop["staff_password"] for shop in told["shops"]] + [told["console"]["password"]]
    assert len(set(passwords)) == 4
    kept = seeding / "demo-passwords.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for demo in SHOPS:
        with in_shop(shop_by_handle(demo.handle)):
            products = catalog.products_for_sale().products
            assert {product.handle for product in products} == {product.handle for product in demo.products}
            assert {product.price.currency for product in products} == {demo.currency}
            assert all(product.price.exponent == EXPONENTS[demo.currency] for product in products)
            assert payments.payment_settings().manual == MANUAL_PAYMENT
    with in_shop(public_shop()):
        assert _operators().count() == 1
    for told_shop in told["shops"]:
        assert told_shop["staff_password"] in _seed()


def test_what_a_merchant_has_said_of_payments_stays(seeding: Path) -> None:
    _seed("--json")
    with in_shop(shop_by_handle("kumo")):
        selling.take_manual(is_on=False)
    _seed("--json")
    with in_shop(shop_by_handle("kumo")):
        assert not payments.payment_settings().manual.is_on


def test_a_seeding_that_was_cut_off_is_finished_by_the_next(seeding: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shop.storefront.management.commands import seed_demo

    made: list[str] = []

    def create_two(fields: Any, **options: Any) -> int:
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(fields.title)
        return catalog.create_product(fields, **options)

    monkeypatch.setattr(seed_demo, "create_product", create_two)
    with pytest.raises(KeyboardInterrupt):
        _seed("--json")
    monkeypatch.undo()
    _seed("--json")
    with in_shop(shop_by_handle("aldersund")):
        assert catalog.product_counts().all == len(SHOPS[0].products)


def test_without_a_pod_the_command_says_so(db: None, fleet: Fleet, tmp_path: Path, settings: Any) -> None:
    settings.VAR_ROOT = str(tmp_path)
    settings.POD_NUMBERS = []
    with pytest.raises(CommandError):
        _seed("--json")
    assert Pod.objects.exists()


def test_every_picture_of_the_demo_is_drawn_and_none_twice() -> None:
    drawings = [product.fields.drawing for demo in SHOPS for product in demo.products]
    assert all(drawing is not None and is_drawable(drawing) for drawing in drawings)
    assert len(set(drawings)) == len(drawings)
