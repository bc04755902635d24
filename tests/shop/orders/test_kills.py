"""Processes killed for real at each point between the cart and the captured payment.

One order or none, one charge or none, stock exact: whoever comes next finishes the work or gives it up.
"""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass

import pytest

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import CAPTURE, SETTLE
from shop.orders.models import Order
from shop.payments.models import PaymentAttempt
from shop.pricing.models import DiscountUse
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.orders.killed import CAPTURE_POINTS, CHECKOUT_POINTS, SETTLE_POINTS

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("pinned")]

PATIENCE_S = 60


CODE = "ONLY"
"""Can be used once: whoever died with it has to give it back, or to have made the order."""


@dataclass(frozen=True)
class Stage:
    """A committed shop with one lamp in stock five times, and a buyer's cart with two of them and a code."""

    shop: Shop
    lamp: Product
    cart: str
    key: str


@pytest.fixture
def stage(make_shop: MakeShop) -> Stage:
    shop = make_shop(pod_number=1)
    with in_shop(shop):
        lamp = selling.put_on_sale(on_hand=5)
        selling.make_code(CODE, usage_limit=1)
        cart = selling.filled_cart((lamp, 2))
        orders.add_code(cart, CODE)
        return Stage(shop, lamp, cart, orders.new_idempotency_key())


def _killed(gateway: GatewayProcess, *arguments: str) -> None:
    """Run the process that kills itself, and see that it did."""
    environment = {**os.environ, "PODIUM_GATEWAY_URL": gateway.url, "PODIUM_PROCESS_POD": "1"}
    command = [sys.executable, "-m", "tests.shop.orders.killed", *arguments]
    ended = subprocess.run(command, env=environment, timeout=PATIENCE_S, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def _buy_and_die(gateway: GatewayProcess, stage: Stage, point: str, number: str) -> None:
    _killed(gateway, "checkout", point, stage.shop.handle, stage.cart, stage.key, number)


def _outcome(gateway: GatewayProcess, stage: Stage) -> tuple[int, list[str], tuple[int, int]]:
    """Return how many orders there are, the states of this shop's charges, and the lamp's stock."""
    keys = set(PaymentAttempt.objects.values_list("key", flat=True))
    charges = [each.state for each in gateway.charges() if each.key in keys]
    assert selling.uses_of(CODE) == DiscountUse.objects.count() == Order.objects.count()
    return Order.objects.count(), charges, selling.stock_of(stage.lamp)


AFTER_SETTLING = {
    "before the first step commits": (0, [], (5, 0)),
    "after the first step": (0, ["voided"], (5, 0)),
    "after the gateway's answer": (1, ["authorised"], (5, 2)),
    "before the third step commits": (1, ["authorised"], (5, 2)),
    "after the third step": (1, ["authorised"], (5, 2)),
}


@pytest.mark.parametrize("point", CHECKOUT_POINTS)
def test_a_checkout_killed_anywhere_is_one_order_or_none(gateway: GatewayProcess, stage: Stage, point: str) -> None:
    _buy_and_die(gateway, stage, point, selling.APPROVED)
    with in_shop(stage.shop):
        selling.work_off(stage.shop, SETTLE)
        assert _outcome(gateway, stage) == AFTER_SETTLING[point]
        assert not selling.waiting(SETTLE)


@pytest.mark.parametrize("point", CHECKOUT_POINTS)
def test_the_buyer_who_sends_the_form_again_learns_what_became_of_it(
    gateway: GatewayProcess, stage: Stage, point: str
) -> None:
    with in_shop(stage.shop):
        details = selling.details_of(stage.cart, card=selling.card(), key=stage.key)
    _buy_and_die(gateway, stage, point, selling.APPROVED)
    with in_shop(stage.shop):
        again = orders.submit_checkout(details)
        if again.is_pending:
            selling.work_off(stage.shop, SETTLE)
            again = orders.submit_checkout(details)
        order_count, charges, _stock = _outcome(gateway, stage)
        assert again.is_placed == (order_count == 1)
        assert charges.count("authorised") == order_count


@pytest.mark.parametrize("point", [point for point in CHECKOUT_POINTS if "third" in point])
def test_a_decline_killed_anywhere_frees_the_stock(gateway: GatewayProcess, stage: Stage, point: str) -> None:
    _buy_and_die(gateway, stage, point, selling.NO_MONEY)
    with in_shop(stage.shop):
        selling.work_off(stage.shop, SETTLE)
        assert _outcome(gateway, stage) == (0, ["declined"], (5, 0))


@pytest.mark.parametrize("point", SETTLE_POINTS)
@pytest.mark.parametrize("charged", [False, True])
def test_settling_killed_anywhere_ends_the_same(
    gateway: GatewayProcess, stage: Stage, point: str, *, charged: bool
) -> None:
    first = "after the gateway's answer" if charged else "after the first step"
    _buy_and_die(gateway, stage, first, selling.APPROVED)
    _killed(gateway, "deliver", point, stage.shop.handle, SETTLE)
    with in_shop(stage.shop):
        selling.work_off(stage.shop, SETTLE)
        assert _outcome(gateway, stage) == ((1, ["authorised"], (5, 2)) if charged else (0, ["voided"], (5, 0)))
        assert not selling.waiting(SETTLE)


@pytest.mark.parametrize("point", CAPTURE_POINTS)
def test_a_capture_killed_anywhere_takes_the_money_once(gateway: GatewayProcess, stage: Stage, point: str) -> None:
    with in_shop(stage.shop):
        orders.submit_checkout(selling.details_of(stage.cart, card=selling.card()))
    _killed(gateway, "deliver", point, stage.shop.handle, CAPTURE)
    with in_shop(stage.shop):
        selling.work_off(stage.shop, CAPTURE)
        assert _outcome(gateway, stage) == (1, ["captured"], (5, 2))
        assert orders.order_by_number(1001).payment_state == "paid"
        told = [entry.name for entry in orders.timeline_of(orders.order_by_number(1001).id)]
        assert told.count("orders.payment_captured") == 1


def test_a_gateway_killed_after_it_charged_is_asked_when_it_is_back(
    own_gateway: GatewayProcess, stage: Stage, settings
) -> None:
    settings.GATEWAY_TIMEOUT_S = 0.3
    with in_shop(stage.shop):
        details = selling.details_of(stage.cart, card=selling.card(selling.SLOW_TO_ANSWER))
        assert orders.submit_checkout(details).is_pending
        own_gateway.kill()
        selling.work_off(stage.shop, SETTLE)
        assert selling.stock_of(stage.lamp) == (5, 2)
        own_gateway.start()
        selling.work_off(stage.shop, SETTLE)
        assert _outcome(own_gateway, stage) == (1, ["authorised"], (5, 2))
