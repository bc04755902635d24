"""Processes killed for real at each point between a webhook and what follows from it: all of it or nothing, once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db.models.functions import Now
from django.test import Client

from pods.directory.models import Shop
from pods.outbox.models import Delivery
from pods.routing.shops import in_shop
from shop.orders import api as orders
from shop.orders.events import CAPTURE, INQUIRE, SETTLE
from shop.orders.models import Order
from shop.orders.services.hooks import take_hook
from shop.payments.api import disputes_of
from shop.payments.models import PaymentAttempt
from shop.payments.types import HookMessage
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.payments.hearing import body_of, send, wait_until
from tests.shop.payments.killed import HOOK_POINTS, INQUIRE_POINTS, LATE_POINTS

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("pinned")]

PATIENCE_S = 60


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Iterator[Shop]:
    """A committed shop, selected."""
    shop = make_shop(pod_number=1)
    with in_shop(shop):
        yield shop


def _killed(gateway: GatewayProcess, *arguments: str) -> None:
    """Run the process that kills itself, and see that it did."""
    environment = {**os.environ, "PODIUM_GATEWAY_URL": gateway.url, "PODIUM_PROCESS_POD": "1"}
    command = [sys.executable, "-m", "tests.shop.payments.killed", *arguments]
    ended = subprocess.run(command, env=environment, timeout=PATIENCE_S, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def _late(number: str = selling.LATE_APPROVED) -> PaymentAttempt:
    """A checkout that the gateway is processing."""
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(number))
    assert orders.submit_checkout(details).is_pending
    return PaymentAttempt.objects.get()


def _due() -> int:
    return Delivery.objects.filter(handler=SETTLE, due_at__lte=Now()).count()


def _due_at() -> datetime | None:
    return Delivery.objects.get(handler=SETTLE).due_at


@pytest.mark.parametrize("point", HOOK_POINTS)
def test_a_webhook_killed_anywhere_is_taken_when_it_comes_again(
    gateway: GatewayProcess, own_shop: Shop, point: str
) -> None:
    """However slow the process was: without the webhook the question stays due when it was."""
    attempt = _late()
    before = _due_at()
    _killed(gateway, "hook", point, own_shop.handle, attempt.key)
    assert _due() == 1 if point == "after it" else _due_at() == before
    assert send(Client(HTTP_HOST=own_shop.first_host), body_of(attempt.key)).status_code == 204
    assert (_due(), len(selling.waiting(SETTLE))) == (1, 1)


@pytest.mark.parametrize("point", LATE_POINTS)
def test_asking_again_killed_anywhere_leaves_one_question(gateway: GatewayProcess, own_shop: Shop, point: str) -> None:
    attempt = _late()
    _killed(gateway, "deliver", point, own_shop.handle, SETTLE)
    assert len(selling.waiting(SETTLE)) == 1
    selling.work_off(own_shop, SETTLE)
    attempt.refresh_from_db()
    assert (attempt.state, len(selling.waiting(SETTLE)), Order.objects.count()) == ("processing", 1, 0)


@pytest.mark.parametrize("point", [point for point in LATE_POINTS if "again" not in point])
def test_a_late_approval_killed_anywhere_is_one_order(
    quick_gateway: GatewayProcess, own_shop: Shop, point: str
) -> None:
    attempt = _late()
    wait_until(lambda: quick_gateway.answer(attempt.key)["state"] == "authorised")
    _killed(quick_gateway, "deliver", point, own_shop.handle, SETTLE)
    selling.work_off(own_shop, SETTLE)
    assert (Order.objects.count(), [each.state for each in quick_gateway.charges()]) == (1, ["authorised"])
    assert not selling.waiting(SETTLE)


@pytest.mark.parametrize("point", INQUIRE_POINTS)
def test_a_dispute_killed_anywhere_is_told_once(quick_gateway: GatewayProcess, own_shop: Shop, point: str) -> None:
    selling.buy(selling.put_on_sale(on_hand=5), number=selling.DISPUTED_LOST)
    selling.work_off(own_shop, CAPTURE)
    attempt = PaymentAttempt.objects.get()
    wait_until(lambda: [each["state"] for each in quick_gateway.answer(attempt.key)["disputes"]] == ["lost"])
    take_hook("test", HookMessage("evt_1", attempt.key))
    _killed(quick_gateway, "deliver", point, own_shop.handle, INQUIRE)
    selling.work_off(own_shop, INQUIRE)
    told = [entry.name for entry in orders.timeline_of(orders.order_by_number(1001).id)]
    assert told.count("orders.dispute_lost") == 1
    assert [each.state for each in disputes_of(attempt.pk)] == ["lost"]
