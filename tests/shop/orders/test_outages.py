"""A database that goes away at the worst moment, a gateway that hangs: the buyer is told the truth and pays once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from pods.db.base import DatabaseWrapper
from pods.db.fence import hold_fence
from pods.directory.models import Shop
from pods.routing.errors import UnknownOutcome
from pods.routing.shops import in_shop
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import SETTLE
from shop.orders.models import Order
from shop.orders.types import CheckoutDetails, CheckoutResult
from shop.payments.models import PaymentAttempt
from shop.payments.types import AttemptState
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("pinned")]


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _form(own_shop: Shop, number: str = selling.APPROVED) -> tuple[Product, CheckoutDetails]:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        return lamp, selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(number))


@contextmanager
def _lost_after_commit(monkeypatch: pytest.MonkeyPatch, *, which: int) -> Iterator[None]:
    """Lose the connection right after the server has carried out commit number `which`, before its answer arrives."""
    commits = [0]
    commit = DatabaseWrapper._commit

    def commit_and_lose(self: DatabaseWrapper) -> Any:
        done = commit(self)
        commits[0] += 1
        if commits[0] == which:
            raise OperationalError(2013, "Lost connection to server during query")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "_commit", commit_and_lose)
        yield


def test_a_first_step_whose_commit_is_unknown_charges_nothing(
    gateway: GatewayProcess, own_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp, details = _form(own_shop)
    with in_shop(own_shop):
        with _lost_after_commit(monkeypatch, which=1), pytest.raises(UnknownOutcome):
            orders.submit_checkout(details)
        assert orders.submit_checkout(details).is_pending, "the same key finds the attempt"
        selling.work_off(own_shop, SETTLE)
        assert orders.submit_checkout(details).code == "no_answer"
        assert (Order.objects.count(), selling.stock_of(lamp)) == (0, (5, 0))


def test_a_third_step_whose_commit_is_unknown_is_one_order(
    gateway: GatewayProcess, own_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp, details = _form(own_shop)
    with in_shop(own_shop):
        with _lost_after_commit(monkeypatch, which=2):
            assert orders.submit_checkout(details).is_pending, "not: nothing was changed"
        again = orders.submit_checkout(details)
        assert (again.is_placed, again.order_number) == (True, 1001)
        key = PaymentAttempt.objects.get().key
        assert [each.state for each in gateway.charges() if each.key == key] == ["authorised"]
        assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))


def test_a_database_that_is_gone_when_the_answer_comes_means_pending(
    gateway: GatewayProcess, own_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shop.orders import checkout

    lamp, details = _form(own_shop)

    def gone(*_args: object) -> CheckoutResult:
        raise OperationalError(2002, "Can't connect to server")

    with in_shop(own_shop):
        with monkeypatch.context() as patch:
            patch.setattr(checkout, "record_answer", gone)
            assert orders.submit_checkout(details).is_pending
        assert selling.stock_of(lamp) == (5, 2)
        selling.work_off(own_shop, SETTLE)
        assert (orders.submit_checkout(details).order_number, selling.stock_of(lamp)) == (1001, (5, 2))


def test_a_gateway_that_hangs_keeps_no_lock_on_the_shop(
    own_gateway: GatewayProcess, own_shop: Shop, settings: Any
) -> None:
    """A move takes the residency row FOR UPDATE: it must not wait for a checkout that waits for its gateway."""
    settings.GATEWAY_TIMEOUT_S = 5
    lamp, details = _form(own_shop, selling.SLOW)
    ended: list[CheckoutResult] = []

    def buy() -> None:
        try:
            with in_shop(own_shop):
                ended.append(orders.submit_checkout(details))
        finally:
            for connection in connections.all():
                connection.close()

    buyer = Thread(target=buy)
    buyer.start()
    with in_shop(own_shop):
        while not PaymentAttempt.objects.filter(state=AttemptState.SENT).exists():
            buyer.join(timeout=0.02)
            assert buyer.is_alive()
        with transaction.atomic(using="pod_1"):
            assert hold_fence(connections["pod_1"], own_shop.pk) == "serving"
            assert buyer.is_alive(), "the fence was free while the gateway hung"
        buyer.join()
        assert ended[0].is_pending
        selling.work_off(own_shop, SETTLE)
        assert orders.submit_checkout(details).is_declined
        assert (Order.objects.count(), selling.stock_of(lamp)) == (0, (5, 0))
        assert [each.state for each in own_gateway.charges()] == ["voided"]
