"""An answer that never came: the settle delivery asks by key, finishes or gives up, and the stock is always exact."""

import pytest

from pods.directory.models import Shop
from pods.outbox.types import Outcome
from shop.catalog.errors import OutOfStock
from shop.catalog.types import Product
from shop.orders import api as orders
from shop.orders.events import SETTLE, VOID
from shop.orders.models import Order
from shop.orders.services.beginning import Begun, begin_checkout
from shop.orders.services.recording import record_answer, record_unsent
from shop.orders.services.settling import begin_settling, record_settled
from shop.orders.types import MANUAL, CheckoutDetails
from shop.payments.api import card_gateway as port
from shop.payments.models import PaymentAttempt
from shop.payments.types import AttemptState, Charge
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess

pytestmark = pytest.mark.usefixtures("pinned")


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=5)


def _begin(lamp: Product, number: str = selling.APPROVED) -> tuple[CheckoutDetails, Begun]:
    """Do the first step alone, as a web process that dies right after it."""
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(number))
    return details, begin_checkout(details, gateway="test", settle_after_s=15)


def _authorise(begun: Begun) -> Charge:
    assert begun.request is not None
    return port().authorise(begun.request, timeout_s=5)


def _attempt() -> PaymentAttempt:
    return PaymentAttempt.objects.get()


def _charge_state(gateway: GatewayProcess) -> str:
    charge = gateway.charge(_attempt().key)
    return charge.state if charge else "none"


def test_a_lost_answer_is_pending_and_then_an_order(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(selling.LOST_ANSWER))
    assert orders.submit_checkout(details).is_pending
    assert (selling.stock_of(lamp), _charge_state(gateway)) == ((5, 2), "authorised")
    assert orders.submit_checkout(details).is_pending, "the same key still waits"
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    result = orders.checkout_result(details.cart_token, details.idempotency_key)
    assert (result.is_placed, result.order_number) == (True, 1001)
    assert orders.submit_checkout(details) == result
    assert (selling.stock_of(lamp), _charge_state(gateway)) == ((5, 2), "authorised")
    assert orders.order_by_number(1001).payment.avs == "match"


def test_a_request_that_never_arrived_is_given_up_and_its_key_barred(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(selling.LOST_REQUEST))
    assert orders.submit_checkout(details).is_pending
    assert (selling.stock_of(lamp), _charge_state(gateway)) == ((5, 2), "none")
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    result = orders.checkout_result(details.cart_token, details.idempotency_key)
    assert (result.is_declined, result.code) == (True, "no_answer")
    assert (selling.stock_of(lamp), _charge_state(gateway)) == ((5, 0), "voided")
    assert not Order.objects.exists()


def test_a_process_that_died_after_the_first_step_leaves_no_charge(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _details, begun = _begin(lamp)
    selling.work_off(shop, SETTLE)
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.VOIDED, (5, 0))
    late = _authorise(begun)
    assert (late.is_approved, late.reason) == (False, "barred"), "the request arrives after all: it is refused"
    assert record_answer(begun.attempt_id, late).code == "no_answer"
    assert (_charge_state(gateway), selling.stock_of(lamp)) == ("voided", (5, 0))


@pytest.mark.parametrize(
    ("number", "ended"),
    [
        (selling.APPROVED, (AttemptState.AUTHORISED, (5, 2))),
        (selling.NO_MONEY, (AttemptState.DECLINED, (5, 0))),
    ],
)
def test_a_process_that_died_before_the_third_step_is_finished_for_it(
    gateway: GatewayProcess, shop: Shop, lamp: Product, number: str, ended: tuple[AttemptState, tuple[int, int]]
) -> None:
    _details, begun = _begin(lamp, number)
    _authorise(begun)
    selling.work_off(shop, SETTLE)
    assert (_attempt().state, selling.stock_of(lamp)) == ended
    assert Order.objects.count() == (1 if ended[0] is AttemptState.AUTHORISED else 0)
    assert len([each for each in gateway.charges() if each.key == _attempt().key]) == 1


def test_a_settled_attempt_gives_its_result_to_the_third_step(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _details, begun = _begin(lamp)
    answer = _authorise(begun)
    selling.work_off(shop, SETTLE)
    result = record_answer(begun.attempt_id, answer)
    assert (result.is_placed, result.order_number) == (True, 1001)
    assert not selling.waiting(VOID), "the order's own authorisation must stand"
    assert (_charge_state(gateway), selling.stock_of(lamp)) == ("authorised", (5, 2))


def test_the_third_step_leaves_an_attempt_alone_that_is_being_settled(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _details, begun = _begin(lamp)
    taken = begin_settling(begun.attempt_id)
    answer = _authorise(begun)
    assert record_answer(begun.attempt_id, answer).is_pending
    assert record_unsent(begun.attempt_id).is_pending
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.SETTLING, (5, 2))
    assert taken is not None
    found = port().find_charge(taken.key, timeout_s=5)
    assert found is not None
    record_settled(begun.attempt_id, found)
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.AUTHORISED, (5, 2))


def test_an_authorisation_voided_while_it_was_settled_makes_no_order(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    """The gateway approves between the question by key and the void: the void wins, here and there."""
    _details, begun = _begin(lamp)
    taken = begin_settling(begun.attempt_id)
    assert taken is not None
    assert port().find_charge(taken.key, timeout_s=5) is None
    answer = _authorise(begun)
    voided = port().void(taken.key, timeout_s=5)
    assert record_answer(begun.attempt_id, answer).is_pending
    record_settled(begun.attempt_id, voided)
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.VOIDED, (5, 0))
    assert not Order.objects.exists()
    assert _charge_state(gateway) == "voided"


def test_an_approval_for_an_attempt_that_ended_is_voided_by_a_delivery(
    gateway: GatewayProcess, shop: Shop, lamp: Product
) -> None:
    _details, begun = _begin(lamp)
    answer = _authorise(begun)
    PaymentAttempt.objects.update(state=AttemptState.VOIDED, reason="no_answer")
    result = record_answer(begun.attempt_id, answer)
    assert (result.is_declined, result.code) == (True, "no_answer")
    assert not Order.objects.exists()
    assert _charge_state(gateway) == "authorised"
    assert selling.work_off(shop, VOID) == [Outcome.DONE]
    assert _charge_state(gateway) == "voided"


def test_settling_twice_makes_one_order(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    _details, begun = _begin(lamp)
    answer = _authorise(begun)
    begin_settling(begun.attempt_id)
    for _ in range(2):
        taken = begin_settling(begun.attempt_id)
        assert taken is None or taken.key == _attempt().key
        record_settled(begun.attempt_id, answer)
    assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))


def test_the_third_step_twice_makes_one_order(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    _details, begun = _begin(lamp)
    answer = _authorise(begun)
    assert record_answer(begun.attempt_id, answer) == record_answer(begun.attempt_id, answer)
    assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))


@pytest.mark.parametrize("number", [selling.APPROVED, selling.NO_MONEY])
def test_settling_what_has_ended_changes_nothing(
    gateway: GatewayProcess, shop: Shop, lamp: Product, number: str
) -> None:
    selling.buy(lamp, number=number)
    before = (_attempt().state, selling.stock_of(lamp), _charge_state(gateway))
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    assert (_attempt().state, selling.stock_of(lamp), _charge_state(gateway)) == before


def test_a_reservation_stays_while_its_attempt_is_open(gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    _begin(lamp)
    details = selling.details_of(selling.filled_cart((lamp, 3)))
    begin_checkout(details, gateway="test", settle_after_s=15)
    with pytest.raises(OutOfStock):
        selling.filled_cart((lamp, 1))
    assert selling.stock_of(lamp) == (5, 5)
    selling.work_off(shop, SETTLE)
    assert selling.stock_of(lamp) == (5, 0)


def test_settling_waits_for_a_gateway_that_is_down(own_gateway: GatewayProcess, shop: Shop, lamp: Product) -> None:
    details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card(selling.LOST_ANSWER))
    assert orders.submit_checkout(details).is_pending
    own_gateway.kill()
    assert selling.work_off(shop, SETTLE) == [Outcome.FAILED]
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.SETTLING, (5, 2))
    own_gateway.start()
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    assert (_attempt().state, selling.stock_of(lamp)) == (AttemptState.AUTHORISED, (5, 2))
    assert [each.state for each in own_gateway.charges()] == ["authorised"]


def test_a_gateway_that_hangs_holds_the_buyer_no_longer_than_its_deadline(
    own_gateway: GatewayProcess, shop: Shop, lamp: Product, settings
) -> None:
    settings.GATEWAY_TIMEOUT_S = 0.3
    token = selling.filled_cart((lamp, 2))
    for number in (selling.SLOW, selling.SLOW_TO_ANSWER):
        details = selling.details_of(token, card=selling.card(number))
        assert orders.submit_checkout(details).is_pending
        selling.work_off(shop, SETTLE)
    assert [each.state for each in PaymentAttempt.objects.order_by("pk")] == [
        AttemptState.VOIDED,
        AttemptState.AUTHORISED,
    ]
    assert selling.stock_of(lamp) == (5, 2)


@pytest.mark.parametrize("discount", [1000, 10000])
def test_what_no_gateway_knows_is_given_up_with_stock_and_code(shop: Shop, lamp: Product, discount: int) -> None:
    """Manual payments and totals of nothing have no book outside: here a process died after the first step."""
    selling.take_manual()
    selling.make_code("OFF", basis_points=discount, usage_limit=1)
    token = selling.filled_cart((lamp, 2))
    orders.add_code(token, "OFF")
    details = selling.details_of(token, card=MANUAL)
    begun = begin_checkout(details, gateway="test", settle_after_s=15)
    assert begun.gateway == ("free" if discount == 10000 else "manual")
    assert (selling.stock_of(lamp), selling.uses_of("OFF")) == ((5, 2), 1)
    assert selling.work_off(shop, SETTLE) == [Outcome.DONE]
    assert (_attempt().state, selling.stock_of(lamp), selling.uses_of("OFF")) == (AttemptState.VOIDED, (5, 0), 0)
    assert orders.submit_checkout(details).code == "no_answer"
    assert orders.submit_checkout(selling.other_key(details)).is_placed
    assert (Order.objects.count(), selling.stock_of(lamp), selling.uses_of("OFF")) == (1, (5, 2), 1)
