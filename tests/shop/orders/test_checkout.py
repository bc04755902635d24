"""The checkout where nothing breaks, and where it is refused."""

from dataclasses import replace

import pytest

from pods.directory.models import Shop
from pods.outbox.api import Subject, events_of
from pods.routing.errors import NetworkInService
from pods.routing.service import service
from shop.catalog import api as catalog
from shop.catalog.errors import OutOfStock
from shop.customers.models import Customer
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import CartEmpty, CheckoutOpen, DetailsWrong, KeyReused, TotalChanged
from shop.orders.models import Checkout, Order
from shop.orders.services.beginning import begin_checkout
from shop.orders.types import CheckoutOutcome, PaymentState
from shop.payments.errors import CardRefused
from shop.payments.models import PaymentAttempt
from shop.payments.types import AttemptState
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess


@pytest.fixture(autouse=True)
def furnished(shop: Shop) -> None:
    selling.furnish()


def _nothing_happened() -> bool:
    return not Checkout.objects.exists() and not PaymentAttempt.objects.exists() and not Order.objects.exists()


def test_an_approved_card_makes_order_1001(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale(on_hand=5)
    result = selling.buy(lamp, 2)
    assert (result.outcome, result.order_number) == (CheckoutOutcome.PLACED, 1001)
    order = orders.order_by_number(1001)
    assert (order.id, order.total, order.quantity) == (result.order_id, Money(37800, "EUR"), 2)
    assert order.payment_state is PaymentState.AUTHORISED
    assert (order.shipping, order.billing, order.email) == (selling.HOME, selling.HOME, "solveig@example.no")
    [line] = order.lines
    assert (line.title, line.quantity, line.price, line.product_id) == (
        "Skog table lamp",
        2,
        Money(18900, "EUR"),
        lamp.id,
    )
    assert (order.payment.brand, order.payment.last_four, order.payment.bin) == ("Visa", "4242", "424242")
    assert (order.payment.avs, order.payment.cvv, order.payment.gateway) == ("match", "match", "Test gateway")
    assert selling.stock_of(lamp) == (5, 2)


def test_checkout_only_authorises(gateway: GatewayProcess) -> None:
    selling.buy(selling.put_on_sale())
    attempt = PaymentAttempt.objects.get()
    charge = gateway.charge(attempt.key)
    assert charge is not None
    assert (charge.state, charge.amount_minor, charge.currency) == ("authorised", 18900, "EUR")
    assert attempt.state == AttemptState.AUTHORISED


def test_no_part_of_the_card_but_what_may_be_kept_is_stored(gateway: GatewayProcess) -> None:
    selling.buy(selling.put_on_sale())
    attempt = PaymentAttempt.objects.values().get()
    assert "424242424242" not in repr(attempt)
    assert attempt["token"].startswith("tok_")
    assert len(attempt["fingerprint"]) == 32


def test_one_card_has_one_fingerprint_and_many_tokens(gateway: GatewayProcess) -> None:
    first, second, other = selling.card(), selling.card(), selling.card(selling.NO_MONEY)
    assert first.fingerprint == second.fingerprint != other.fingerprint
    assert first.token != second.token


def test_order_numbers_count_in_each_shop_for_itself(
    gateway: GatewayProcess, shop: Shop, other_shop: Shop, inside
) -> None:
    lamp = selling.put_on_sale(on_hand=9)
    assert [selling.buy(lamp).order_number for _ in range(3)] == [1001, 1002, 1003]
    with inside(other_shop):
        selling.furnish()
        assert selling.buy(selling.put_on_sale()).order_number == 1001


def test_the_event_tells_ids_and_figures_only(gateway: GatewayProcess) -> None:
    result = selling.buy(selling.put_on_sale())
    assert result.order_id is not None
    [event] = events_of(Subject("order", result.order_id))
    assert (event.name, event.version) == ("orders.placed", 1)
    assert event.payload == {
        "order_id": result.order_id,
        "number": 1001,
        "total_minor": 18900,
        "currency": "EUR",
        "quantity": 1,
        "attempt_id": PaymentAttempt.objects.get().pk,
    }


def test_the_cart_is_empty_afterwards_but_for_what_was_added_meanwhile(gateway: GatewayProcess) -> None:
    lamp, stool = selling.put_on_sale(on_hand=9), selling.put_on_sale("Odde stool", on_hand=9)
    token = selling.filled_cart((lamp, 2))
    details = selling.details_of(token, card=selling.card())
    begun = begin_checkout(details, gateway="test", settle_after_s=15)
    assert begun.request is not None
    orders.add_to_cart(token, variant_id=lamp.variant_id)
    orders.add_to_cart(token, variant_id=stool.variant_id)
    from shop.orders.services.recording import record_answer
    from shop.payments.api import card_gateway as port

    record_answer(begun.attempt_id, port().authorise(begun.request, timeout_s=5))
    assert [(line.variant_id, line.quantity) for line in orders.cart_of(token).lines] == [
        (lamp.variant_id, 1),
        (stool.variant_id, 1),
    ]


def test_one_email_is_one_customer(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale()
    for email in ("solveig@example.no", " Solveig@Example.NO "):
        selling.buy(lamp, email=email)
    assert Customer.objects.values_list("email", flat=True).get() == "solveig@example.no"


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (selling.NO_MONEY, "insufficient_funds", "not enough money"),
        ("4000 0000 0000 0002", "do_not_honour", "gave no reason"),
        ("4000 0000 0000 0069", "expired_card", "has expired"),
        ("4000 0000 0000 9979", "stolen_card", "does not accept"),
        ("4000 0000 0000 0127", "incorrect_code", "security code"),
    ],
)
def test_a_decline_frees_the_stock_and_says_why(gateway: GatewayProcess, number: str, code: str, words: str) -> None:
    lamp = selling.put_on_sale(on_hand=5)
    result = selling.buy(lamp, 2, number=number)
    assert (result.outcome, result.code) == (CheckoutOutcome.DECLINED, code)
    assert words in result.reason
    assert selling.stock_of(lamp) == (5, 0)
    assert not Order.objects.exists()
    assert PaymentAttempt.objects.get().state == AttemptState.DECLINED


def test_after_a_decline_the_cart_can_be_bought_with_another_card(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale(on_hand=1)
    token = selling.filled_cart((lamp, 1))
    assert orders.submit_checkout(selling.details_of(token, card=selling.card(selling.NO_MONEY))).is_declined
    assert orders.submit_checkout(selling.details_of(token, card=selling.card())).is_placed
    assert selling.stock_of(lamp) == (1, 1)


@pytest.mark.parametrize("number", [selling.APPROVED, selling.NO_MONEY])
def test_the_same_key_gives_the_first_result(gateway: GatewayProcess, number: str) -> None:
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card(number))
    first = orders.submit_checkout(details)
    charges = len(gateway.charges())
    again = orders.submit_checkout(replace(details, payment=selling.card(number)))
    assert again == first
    assert len(gateway.charges()) == charges
    assert Checkout.objects.count() == 1
    assert orders.checkout_result(details.cart_token, details.idempotency_key) == first


def test_a_key_with_other_details_is_refused(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())
    orders.submit_checkout(details)
    for other in (
        replace(details, email="else@example.no"),
        replace(details, billing=selling.ABROAD),
        replace(details, payment=selling.card(selling.NO_MONEY)),
        replace(details, cart_token=selling.filled_cart((lamp, 1))),
    ):
        with pytest.raises(KeyReused):
            orders.submit_checkout(other)
    assert Checkout.objects.count() == 1


def test_another_sessions_checkout_cannot_be_read(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale()
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())
    orders.submit_checkout(details)
    from shop.orders.errors import CheckoutUnknown, OrderUnknown

    with pytest.raises(CheckoutUnknown):
        orders.checkout_result(orders.new_cart_token(), details.idempotency_key)
    with pytest.raises(OrderUnknown):
        orders.order_by_checkout(orders.new_cart_token(), details.idempotency_key)
    assert orders.order_by_checkout(details.cart_token, details.idempotency_key).number == 1001


def test_one_cart_is_paid_once_at_a_time() -> None:
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 1)))
    begin_checkout(details, gateway="test", settle_after_s=15)
    with pytest.raises(CheckoutOpen):
        orders.submit_checkout(selling.other_key(details))
    assert selling.stock_of(lamp) == (5, 1)
    assert orders.submit_checkout(details).is_pending, "the same key: still under way"


def test_an_empty_cart_is_not_bought() -> None:
    details = selling.details_of(orders.new_cart_token(), total=Money(0, "EUR"))
    with pytest.raises(CartEmpty):
        orders.submit_checkout(details)
    assert _nothing_happened()


@pytest.mark.parametrize("expected", [Money(18800, "EUR"), Money(18900, "USD"), Money(0, "EUR")])
def test_a_total_that_the_buyer_did_not_see_is_refused(expected: Money) -> None:
    lamp = selling.put_on_sale(on_hand=5)
    with pytest.raises(TotalChanged) as refused:
        orders.submit_checkout(selling.details_of(selling.filled_cart((lamp, 1)), total=expected))
    assert refused.value.total == Money(18900, "EUR")
    assert "€189.00" in str(refused.value)
    assert selling.stock_of(lamp) == (5, 0)
    assert _nothing_happened()


def test_what_was_sold_meanwhile_is_refused_and_nothing_is_reserved(gateway: GatewayProcess) -> None:
    stool, lamp = selling.put_on_sale("Odde stool", on_hand=5), selling.put_on_sale(on_hand=1)
    details = selling.details_of(selling.filled_cart((stool, 2), (lamp, 1)))
    assert selling.buy(lamp).is_placed
    with pytest.raises(OutOfStock) as refused:
        orders.submit_checkout(details)
    assert (refused.value.variant_id, refused.value.left) == (lamp.variant_id, 0)
    assert (selling.stock_of(stool), selling.stock_of(lamp)) == ((5, 0), (1, 1))
    assert Checkout.objects.count() == 1


def test_a_product_taken_off_sale_is_refused() -> None:
    from pods.routing.actor import acting_as
    from shop.catalog.types import ProductState

    lamp = selling.put_on_sale()
    details = selling.details_of(selling.filled_cart((lamp, 1)))
    with acting_as(selling.STAFF):
        catalog.set_product_state(lamp.id, ProductState.DRAFT, version=lamp.version)
    with pytest.raises(OutOfStock):
        orders.submit_checkout(details)
    assert _nothing_happened()


def test_fields_to_put_right_are_named_in_words() -> None:
    lamp = selling.put_on_sale()
    details = selling.details_of(
        selling.filled_cart((lamp, 1)), email="solveig", shipping=replace(selling.HOME, city=" ")
    )
    with pytest.raises(DetailsWrong) as refused:
        orders.submit_checkout(replace(details, billing=replace(selling.HOME, country="XX")))
    assert refused.value.fields == {
        "email": "An e-mail address looks like name@example.com.",
        "shipping.city": "Please fill this in.",
        "billing.country": "Choose a country from the list.",
    }
    assert _nothing_happened()


def test_a_card_the_gateway_does_not_take_is_refused(gateway: GatewayProcess) -> None:
    for number in ("4242 4242 4242 4241", "1234", "", "4111 1111 1111 1111"):
        with pytest.raises(CardRefused):
            selling.card(number)


def test_no_gateway_is_called_inside_a_service(gateway: GatewayProcess) -> None:
    @service
    def wrong() -> None:
        selling.card()

    with pytest.raises(NetworkInService):
        wrong()


def test_a_checkout_never_runs_inside_a_service(gateway: GatewayProcess) -> None:
    lamp = selling.put_on_sale()
    details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())

    @service
    def wrong() -> None:
        orders.submit_checkout(details)

    with pytest.raises(NetworkInService):
        wrong()
    assert _nothing_happened()


def test_a_gateway_that_cannot_be_reached_charges_nothing_and_says_so(settings) -> None:
    settings.TEST_GATEWAY_URL = "http://127.0.0.1:1"
    lamp = selling.put_on_sale(on_hand=5)
    details = selling.details_of(selling.filled_cart((lamp, 1)))
    result = orders.submit_checkout(details)
    assert (result.outcome, result.code) == (CheckoutOutcome.DECLINED, "gateway_not_reached")
    assert "could not be reached" in result.reason
    assert selling.stock_of(lamp) == (5, 0)
