"""A gateway that needs longer: the checkout waits, its stock is kept, and the answer comes by webhook or by timer."""

import pytest
from django.test import Client

from pods.directory.models import Shop
from pods.outbox.types import Outcome
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import SETTLE, VOID
from shop.orders.models import Order
from shop.orders.services.recording import record_answer
from shop.orders.services.settling import begin_settling, record_settled
from shop.orders.types import CheckoutDetails, CheckoutResult
from shop.payments.api import gateway_named
from shop.payments.models import PaymentAttempt
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.payments.hearing import PATIENCE_S, ears, send, wait_until

pytestmark = pytest.mark.usefixtures("pinned")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=5)


def _buy(lamp: Product, number: str = selling.LATE_APPROVED) -> CheckoutDetails:
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(number))
    assert orders.submit_checkout(details).is_pending
    return details


def _result(details: CheckoutDetails) -> CheckoutResult:
    return orders.checkout_result(details.cart_token, details.idempotency_key)


def _attempt() -> PaymentAttempt:
    return PaymentAttempt.objects.get()


def _decided(gateway: GatewayProcess) -> bool:
    charge = gateway.charge(_attempt().key)
    return charge is not None and charge.state != "processing"


def test_what_is_processed_waits_and_keeps_its_stock(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    details = _buy(lamp)
    assert (_attempt().state, selling.stock_of(lamp)) == ("processing", (5, 2))
    assert orders.submit_checkout(details).is_pending, "the same key still waits"
    for asked in (1, 2):
        assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
        assert (_attempt().state, selling.stock_of(lamp)) == ("processing", (5, 2))
        [again] = selling.waiting(SETTLE)
        assert again.payload == {"attempt_id": _attempt().pk, "asked": asked}
    assert not Order.objects.exists()


@pytest.mark.parametrize("number", [selling.LATE_APPROVED, selling.LATE_DECLINED])
def test_a_timer_brings_the_answer_without_any_webhook(
    quick_gateway: GatewayProcess, shop: Shop, lamp: Product, number: str
) -> None:
    details = _buy(lamp, number)
    wait_until(lambda: _decided(quick_gateway))
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    result = _result(details)
    if number == selling.LATE_APPROVED:
        assert (result.is_placed, selling.stock_of(lamp), Order.objects.count()) == (True, (5, 2), 1)
    else:
        assert (result.code, selling.stock_of(lamp), Order.objects.count()) == ("do_not_honour", (5, 0), 0)
    assert not selling.waiting(SETTLE)


def test_the_gateways_own_webhook_brings_the_answer(
    quick_gateway: GatewayProcess, shop: Shop, lamp: Product, settings
) -> None:
    with ears() as (port, heard):
        settings.WEB_PORT = port
        details = _buy(lamp)
        headers, body = heard.get(timeout=PATIENCE_S)
    assert headers["Host"] == f"{shop.first_host}:{port}"
    answer = send(Client(HTTP_HOST=shop.first_host), body, headers["Podium-Signature"])
    assert answer.status_code == 204
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    assert _result(details).is_placed


def test_a_webhook_that_nobody_took_is_sent_again_by_a_gateway_that_was_killed(
    quick_gateway: GatewayProcess, shop: Shop, lamp: Product, settings
) -> None:
    with ears() as (port, _heard):
        settings.WEB_PORT = port  # nobody listens there once these ears are closed
    _buy(lamp)
    wait_until(lambda: _decided(quick_gateway))
    quick_gateway.kill()
    quick_gateway.start()
    with ears(port) as (_port, heard):
        headers, body = heard.get(timeout=PATIENCE_S)
    assert send(Client(HTTP_HOST=shop.first_host), body, headers["Podium-Signature"]).status_code == 204


def test_what_is_processed_for_too_long_is_given_up(
    gateway: GatewayProcess, shop: Shop, lamp: Product, settings
) -> None:
    settings.PROCESSING_ASKED_AT_MOST = 3
    details = _buy(lamp)
    for _ in range(3):
        assert not _result(details).is_declined
        selling.work_off(shop, SETTLE)
    assert (_result(details).code, selling.stock_of(lamp)) == ("no_answer", (5, 0))
    charge = gateway.charge(_attempt().key)
    assert charge is not None
    assert (charge.state, charge.voided_minor) == ("voided", charge.amount_minor)
    assert not selling.waiting(SETTLE)


def test_the_third_step_leaves_what_is_processed_alone(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    _buy(lamp)
    attempt = _attempt()
    charge = gateway_named("test").find_charge(attempt.key, timeout_s=5)
    assert charge is not None
    assert record_answer(attempt.pk, charge).is_pending
    assert (_attempt().state, selling.waiting(VOID)) == ("processing", [])


def test_an_undecided_charge_of_an_attempt_that_ended_is_voided(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _buy(lamp)
    charge = gateway_named("test").find_charge(_attempt().key, timeout_s=5)
    assert charge is not None
    PaymentAttempt.objects.update(state="voided", reason="no_answer")
    assert record_answer(_attempt().pk, charge).code == "no_answer"
    assert selling.work_off(shop, VOID) == [Outcome.DONE]
    found = gateway.charge(_attempt().key)
    assert found is not None
    assert found.state == "voided"


def test_asking_twice_writes_one_successor_each_and_settles_once(
    quick_gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _buy(lamp)
    attempt = _attempt()
    wait_until(lambda: _decided(quick_gateway))
    charge = gateway_named("test").find_charge(attempt.key, timeout_s=5)
    assert charge is not None
    for _ in range(2):
        begin_settling(attempt.pk)
        record_settled(attempt.pk, charge)
    assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))
