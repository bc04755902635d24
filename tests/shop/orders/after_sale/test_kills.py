"""Processes killed for real at the commit of what staff do, and while money goes back: all of it or nothing, once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import CAPTURE, MOVE_MONEY
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.orders.after_sale.sold import Sold, by_staff, everything, sell, sold_order, work
from tests.shop.orders.killed import AFTER_THE_COMMIT, BEFORE_THE_COMMIT, CAPTURE_POINTS, STAFF_ACTS, staff_act

pytestmark = [pytest.mark.faults, pytest.mark.slow]

PATIENCE_S = 60


@pytest.fixture
def shop_of_its_own(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _killed(gateway: GatewayProcess, *arguments: str) -> None:
    """Run the process that kills itself, and see that it did."""
    environment = {**os.environ, "PODIUM_GATEWAY_URL": gateway.url, "PODIUM_PROCESS_POD": "1"}
    command = [sys.executable, "-m", "tests.shop.orders.killed", *arguments]
    ended = subprocess.run(command, env=environment, timeout=PATIENCE_S, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def _bought(lamp: Product) -> Sold:
    result = selling.buy(lamp, 2)
    assert result.order_id is not None
    return sold_order(result.order_id)


def _subjects(shop: Shop, lamp: Product) -> dict[str, Callable[[], int]]:
    """What each act is done to."""

    def paid() -> int:
        order = _bought(lamp)
        work(shop)
        return order.id

    def fulfilment() -> int:
        order = sell((lamp, 2))
        by_staff(lambda: staff_act("fulfil", order.id, "sent"))
        return orders.after_sale_of(order.id).fulfilments[0].id

    return {
        "fulfil": lambda: sell((lamp, 2)).id,
        "unsend": fulfilment,
        "mark paid": lambda: sell((lamp, 2)).id,
        "capture": lambda: _bought(lamp).id,
        "void": lambda: _bought(lamp).id,
        "refund": paid,
        "cancel": paid,
    }


@pytest.mark.parametrize("point", [BEFORE_THE_COMMIT, AFTER_THE_COMMIT])
@pytest.mark.parametrize("act", STAFF_ACTS)
def test_what_staff_do_is_done_once_or_not_at_all(
    gateway: GatewayProcess, shop_of_its_own: Shop, act: str, point: str
) -> None:
    shop = shop_of_its_own
    with in_shop(shop):
        lamp = selling.put_on_sale("Lamp", price_minor=1000, on_hand=9)
        subject_id = _subjects(shop, lamp)[act]()
        before = everything()
    _killed(gateway, "staff", point, shop.handle, act, str(subject_id), "k1")
    with in_shop(shop):
        after = everything()
        assert (after == before) == (point == BEFORE_THE_COMMIT)
        by_staff(lambda: staff_act(act, subject_id, "k1"))
        assert (everything() == after) == (point == AFTER_THE_COMMIT)
        told = len(everything()["AuditEntry"]) - len(before["AuditEntry"])
        assert told == (2 if act == "cancel" else 1), "what was paid is given back: that is told as well"


@pytest.mark.parametrize("point", CAPTURE_POINTS)
def test_a_refund_killed_anywhere_gives_back_once(gateway: GatewayProcess, shop_of_its_own: Shop, point: str) -> None:
    shop = shop_of_its_own
    with in_shop(shop):
        lamp = selling.put_on_sale("Lamp", price_minor=1000, on_hand=9)
        order = _bought(lamp)
        selling.work_off(shop, CAPTURE)
        by_staff(lambda: staff_act("fulfil", order.id, "k1"))
        by_staff(lambda: staff_act("refund", order.id, "k2"))
    _killed(gateway, "deliver", point, shop.handle, MOVE_MONEY)
    with in_shop(shop):
        work(shop)
        charge = gateway.charge(order.row.attempt.key)
        assert charge is not None
        assert (charge.captured_minor, charge.refunded_minor) == (order.row.total_minor, 2000)
        assert order.states == ("partly_refunded", "fulfilled"), "its shipping was not given back"
        assert selling.stock_of(lamp) == (9, 0)
        told = [entry.name for entry in orders.timeline_of(order.id)]
        assert told.count("orders.refunded") == 1
