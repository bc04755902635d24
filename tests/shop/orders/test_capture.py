"""Taking the money: by a delivery, after asking fraud, once."""

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, audit_of
from pods.outbox.types import Outcome
from pods.routing.actor import acting_as
from pods.routing.errors import NotAllowed
from shop.catalog.types import Product
from shop.fraud import api as fraud
from shop.fraud.events import ASSESS
from shop.fraud.types import RiskLevel
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import NothingToCapture, OrderUnknown
from shop.orders.events import CAPTURE, MOVE_MONEY
from shop.orders.services.capturing import begin_capture
from shop.orders.services.recording_money import record_money
from shop.orders.types import Order, PaymentState
from shop.payments.api import card_gateway as port
from shop.payments.api import perform
from shop.payments.models import PaymentAttempt
from shop.payments.types import AttemptState, OperationAnswer
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

pytestmark = pytest.mark.usefixtures("pinned")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=5)


def _order() -> Order:
    return orders.order_by_number(1001)


def _taken(gateway: GatewayProcess) -> str:
    charge = gateway.charge(PaymentAttempt.objects.get().key)
    assert charge is not None
    return charge.state


def _told(order: Order) -> list[str]:
    return [entry.name for entry in orders.timeline_of(order.id)][::-1]


def _risky(lamp: Product) -> Order:
    selling.buy(lamp, number=selling.BOTH_WRONG, billing=selling.ABROAD)
    return _order()


def test_a_new_orders_payment_is_captured_by_a_delivery(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    assert (_order().payment_state, _taken(gateway)) == (PaymentState.AUTHORISED, "authorised")
    assert selling.work_off(shop, ASSESS, CAPTURE) == [Outcome.DONE, Outcome.DONE]
    order = _order()
    assert (order.payment_state, order.payment.state, _taken(gateway)) == (
        PaymentState.PAID,
        AttemptState.CAPTURED,
        "captured",
    )
    assert _told(order) == ["orders.placed", "fraud.assessed", "orders.payment_captured"]
    assert [entry.sentence for entry in orders.timeline_of(order.id)] == [
        "€189.00 captured.",
        "Checked for fraud: No risk found.",
        "Order placed: €189.00.",
    ]
    assert [(entry.actor, entry.actor_name) for entry in orders.timeline_of(order.id)] == [
        ("system:orders.capture", "Podium"),
        ("system:fraud.assess", "Fraud check"),
        ("system:none", "Podium"),
    ]


def test_a_capture_never_overtakes_the_check(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _risky(lamp)
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    assert fraud.risk_of(order.id).level is RiskLevel.HIGH
    assert (_order().payment_state, _taken(gateway)) == (PaymentState.ON_HOLD, "authorised")
    assert selling.work_off(shop, ASSESS) == [Outcome.DONE]
    assert _told(order) == ["orders.placed", "fraud.assessed", "orders.payment_held"]


def test_a_held_payment_is_taken_when_staff_decides(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _risky(lamp)
    selling.work_off(shop, CAPTURE)
    with acting_as(selling.STAFF):
        orders.capture_payment(order.id)
    assert _taken(gateway) == "authorised", "the gateway is called by a worker"
    assert selling.work_off(shop, MOVE_MONEY) == [Outcome.DONE]
    assert (_order().payment_state, _taken(gateway)) == (PaymentState.PAID, "captured")
    assert _told(order)[-2:] == ["orders.capture_asked", "orders.payment_captured"]
    [entry] = audit_of(Subject("order", order.id))
    assert (entry.action, entry.actor_id, entry.before, entry.after) == (
        "orders.capture_asked",
        "7",
        {"state": "on_hold"},
        {"state": "authorised", "amount_minor": 18900},
    )
    assert orders.timeline_of(order.id)[1].actor_name == "Jo"


def test_taking_a_held_payment_needs_the_permission(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _risky(lamp)
    selling.work_off(shop, CAPTURE)
    told = _told(order)
    with pytest.raises(NotAllowed):
        orders.capture_payment(order.id)
    assert (_order().payment_state, _told(order), selling.waiting(MOVE_MONEY)) == (PaymentState.ON_HOLD, told, [])


def test_what_was_taken_cannot_be_asked_for_again(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    selling.work_off(shop, CAPTURE)
    order = _order()
    with acting_as(selling.STAFF), pytest.raises(NothingToCapture):
        orders.capture_payment(order.id)
    with acting_as(selling.STAFF), pytest.raises(OrderUnknown):
        orders.capture_payment(order.id + 10**6)
    assert (_order(), selling.waiting(MOVE_MONEY)) == (order, [])


def test_what_staff_asked_for_first_is_not_taken_once_more(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    with acting_as(selling.STAFF):
        for _ in range(2):
            orders.capture_payment(_order().id, amount_minor=8900, key="k1")
        with pytest.raises(NothingToCapture):
            orders.capture_payment(_order().id, key="k2")
    assert selling.work_off(shop, CAPTURE, MOVE_MONEY) == [Outcome.DONE, Outcome.DONE]
    order = _order()
    assert (order.payment_state, order.payment.captured) == (PaymentState.PARTLY_PAID, Money(8900, "EUR"))
    assert _told(order).count("orders.capture_asked") == 1


def test_a_capture_that_died_before_it_was_recorded_takes_the_money_once(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    selling.buy(lamp)
    request = begin_capture(_order().id)
    assert request is not None
    assert perform(request, timeout_s=5).is_done
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    assert (_order().payment_state, _taken(gateway)) == (PaymentState.PAID, "captured")
    assert len([each for each in gateway.charges() if each.key == request.charge_key]) == 1


def test_recording_a_capture_twice_tells_it_once(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    request = begin_capture(_order().id)
    assert request is not None
    for is_done in (True, True, False):
        record_money(OperationAnswer(request.id, is_done=is_done))
    assert _order().payment_state is PaymentState.PAID
    assert _told(_order()).count("orders.payment_captured") == 1
    assert begin_capture(_order().id) is None


def test_holding_twice_tells_it_once(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    order = _risky(lamp)
    assert begin_capture(order.id) is None
    assert begin_capture(order.id) is None
    assert _told(order).count("orders.payment_held") == 1


def test_a_capture_with_nothing_to_take_says_so(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    port().void(PaymentAttempt.objects.get().key, timeout_s=5)
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    assert (_order().payment_state, _told(_order())[-1]) == (PaymentState.FAILED, "orders.capture_failed")


def test_a_gateway_that_is_down_is_asked_again(own_gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    selling.buy(lamp)
    own_gateway.kill()
    assert selling.work_off(shop, CAPTURE) == [Outcome.FAILED]
    assert _order().payment_state is PaymentState.AUTHORISED
    own_gateway.start()
    assert selling.work_off(shop, CAPTURE) == [Outcome.DONE]
    assert (_order().payment_state, _taken(own_gateway)) == (PaymentState.PAID, "captured")
