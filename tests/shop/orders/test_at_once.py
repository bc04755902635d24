"""Many at once, with real commits: the last piece, the same form sent twice, two tabs, two first orders."""

from collections.abc import Callable

import pytest

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.catalog.errors import OutOfStock
from shop.customers.models import Customer
from shop.orders import api as orders
from shop.orders.errors import CheckoutOpen, OrdersError
from shop.orders.events import SETTLE
from shop.orders.models import Cart, Checkout, Order, OrderCounter
from shop.orders.services.settling import begin_settling, record_settled
from shop.orders.types import CheckoutDetails, CheckoutResult
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.threads import at_once

type Ended = CheckoutResult | Exception


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _submits(details: CheckoutDetails) -> Callable[[], Ended]:
    def submit() -> Ended:
        try:
            return orders.submit_checkout(details)
        except (OrdersError, OutOfStock) as refusal:
            return refusal

    return submit


def test_the_last_pieces_are_sold_once_and_numbers_have_no_gaps(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        wanted = [selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card()) for _ in range(8)]
    ended = at_once(own_shop, *map(_submits, wanted))
    placed = [each.order_number for each in ended if isinstance(each, CheckoutResult)]
    assert sorted(number or 0 for number in placed) == [1001, 1002, 1003, 1004, 1005]
    assert sum(isinstance(each, OutOfStock) for each in ended) == 3
    with in_shop(own_shop):
        assert selling.stock_of(lamp) == (5, 5)
        assert Customer.objects.count() == 1
        assert OrderCounter.objects.get().next_number == 1006


def test_two_products_in_opposite_order_do_not_block_each_other(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp, stool = selling.put_on_sale(on_hand=20), selling.put_on_sale("Odde stool", on_hand=20)
        carts = [selling.filled_cart(*((lamp, 1), (stool, 1))[:: 1 if number % 2 else -1]) for number in range(6)]
        wanted = [selling.details_of(cart, card=selling.card()) for cart in carts]
    ended = at_once(own_shop, *map(_submits, wanted))
    assert all(isinstance(each, CheckoutResult) and each.is_placed for each in ended), ended
    with in_shop(own_shop):
        assert (selling.stock_of(lamp), selling.stock_of(stool)) == ((20, 6), (20, 6))


def test_the_same_form_sent_four_times_at_once_is_one_order(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        details = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())
    ended = at_once(own_shop, *[_submits(details)] * 4)
    assert all(isinstance(each, CheckoutResult) and not each.is_declined for each in ended)
    assert any(isinstance(each, CheckoutResult) and each.is_placed for each in ended)
    with in_shop(own_shop):
        assert (Order.objects.count(), Checkout.objects.count(), selling.stock_of(lamp)) == (1, 1, (5, 1))


def test_one_cart_in_two_tabs_is_one_order(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        first = selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card())
    ended = at_once(own_shop, _submits(first), _submits(selling.other_key(first)))
    assert sum(isinstance(each, CheckoutResult) and each.is_placed for each in ended) == 1
    refused = [each for each in ended if isinstance(each, Exception)]
    assert len(refused) == 1
    assert isinstance(refused[0], OrdersError)
    with in_shop(own_shop):
        assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 1))


def test_two_first_clicks_make_one_cart(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=50)
    token = orders.new_cart_token()
    at_once(own_shop, *[lambda: orders.add_to_cart(token, variant_id=lamp.variant_id)] * 6)
    with in_shop(own_shop):
        assert (Cart.objects.count(), orders.cart_of(token).quantity) == (1, 6)


def test_the_third_step_and_settling_at_once_agree(gateway: GatewayProcess, own_shop: Shop) -> None:
    from shop.orders.services.beginning import begin_checkout
    from shop.orders.services.recording import record_answer
    from shop.payments.api import card_gateway as port

    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
        details = selling.details_of(selling.filled_cart((lamp, 2)), card=selling.card())
        begun = begin_checkout(details, gateway="test", settle_after_s=15)
        assert begun.request is not None
        answer = port().authorise(begun.request, timeout_s=5)

    def settle() -> object:
        if begin_settling(begun.attempt_id) is not None:
            record_settled(begun.attempt_id, answer)
        return None

    at_once(own_shop, lambda: record_answer(begun.attempt_id, answer), settle)
    with in_shop(own_shop):
        assert (Order.objects.count(), selling.stock_of(lamp)) == (1, (5, 2))
        assert orders.checkout_result(details.cart_token, details.idempotency_key).is_placed
        assert len(selling.waiting(SETTLE)) == 1


def test_two_tabs_are_told_that_a_payment_is_under_way(gateway: GatewayProcess) -> None:
    assert "under way" in str(CheckoutOpen())
