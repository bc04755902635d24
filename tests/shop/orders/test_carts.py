import pytest

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from shop.catalog.errors import OutOfStock, VariantUnknown
from shop.catalog.types import Product, ProductState
from shop.inventory import api as inventory
from shop.money import Money
from shop.orders import api as orders
from shop.orders.errors import CartFull, TooManyOfOne
from shop.orders.models import Cart, CartLine
from shop.orders.rules.checkouts import LARGEST_QUANTITY, MOST_LINES
from tests.shop import selling
from tests.shop.pages.counter import change_price


@pytest.fixture
def lamp(shop: Shop) -> Product:
    selling.furnish()
    return selling.put_on_sale(on_hand=5)


def test_a_cart_adds_up_at_todays_prices(lamp: Product) -> None:
    stool = selling.put_on_sale("Odde stool", price_minor=12950)
    token = selling.filled_cart((lamp, 2), (stool, 1), (lamp, 1))
    cart = orders.cart_of(token)
    assert [(line.title, line.quantity, line.sum) for line in cart.lines] == [
        ("Skog table lamp", 3, Money(56700, "EUR")),
        ("Odde stool", 1, Money(12950, "EUR")),
    ]
    assert (cart.total, cart.quantity, cart.can_be_bought) == (Money(69650, "EUR"), 4, True)
    change_price(stool, 10000)
    assert orders.cart_of(token).total == Money(66700, "EUR")


def test_a_cart_reserves_nothing(lamp: Product) -> None:
    selling.filled_cart((lamp, 5))
    assert selling.stock_of(lamp) == (5, 0)


def test_more_than_there_is_does_not_go_into_a_cart(lamp: Product) -> None:
    token = selling.filled_cart((lamp, 4))
    with pytest.raises(OutOfStock) as refused:
        orders.add_to_cart(token, variant_id=lamp.variant_id, quantity=2)
    assert (refused.value.left, str(refused.value)) == (5, "Only 5 of Skog table lamp are left.")
    with pytest.raises(OutOfStock):
        orders.set_quantity(token, variant_id=lamp.variant_id, quantity=6)
    assert orders.cart_of(token).quantity == 4


def test_a_full_cart_takes_no_other_thing_but_more_of_what_it_holds(lamp: Product) -> None:
    shirt = selling.put_on_sale_in_variants("Shirt", {str(size): 5 for size in range(MOST_LINES)})
    ids = [variant.id or 0 for variant in shirt.variants]
    token = orders.new_cart_token()
    orders.add_many_to_cart(token, dict.fromkeys(ids, 1))
    before = orders.cart_of(token)
    for refused in (
        lambda: orders.add_to_cart(token, variant_id=lamp.variant_id),
        lambda: orders.add_many_to_cart(token, {ids[0]: 1, lamp.variant_id: 1}),
    ):
        with pytest.raises(CartFull) as error:
            refused()
        assert str(error.value).startswith("A cart holds at most 100 different things.")
        assert orders.cart_of(token) == before
    orders.add_to_cart(token, variant_id=ids[0])
    orders.set_quantity(token, variant_id=ids[1], quantity=0)
    orders.add_to_cart(token, variant_id=lamp.variant_id)
    assert len(orders.cart_of(token).lines) == MOST_LINES


def test_more_of_one_thing_than_a_cart_holds_is_refused_and_not_cut_off(lamp: Product) -> None:
    globe = selling.put_on_sale("Globe", on_hand=500)
    token = selling.filled_cart((globe, 60))
    for refused in (
        lambda: orders.add_to_cart(token, variant_id=globe.variant_id, quantity=40),
        lambda: orders.set_quantity(token, variant_id=globe.variant_id, quantity=100),
    ):
        with pytest.raises(TooManyOfOne) as error:
            refused()
        assert str(error.value) == "A cart holds at most 99 of one thing."
        assert orders.cart_of(token).quantity == 60
    orders.add_to_cart(token, variant_id=globe.variant_id, quantity=39)
    assert orders.cart_of(token).quantity == LARGEST_QUANTITY


def test_a_quantity_is_set_and_zero_takes_the_line_out(lamp: Product) -> None:
    token = selling.filled_cart((lamp, 4))
    orders.set_quantity(token, variant_id=lamp.variant_id, quantity=2)
    assert orders.cart_of(token).quantity == 2
    orders.set_quantity(token, variant_id=lamp.variant_id, quantity=0)
    assert orders.cart_of(token).lines == ()


def test_setting_what_is_not_in_the_cart_does_nothing(lamp: Product) -> None:
    orders.set_quantity(orders.new_cart_token(), variant_id=lamp.variant_id, quantity=2)
    token = selling.filled_cart()
    orders.set_quantity(token, variant_id=lamp.variant_id, quantity=2)
    assert not CartLine.objects.exists()


def test_a_draft_and_an_unknown_variant_do_not_go_into_a_cart(lamp: Product) -> None:
    draft = selling.put_on_sale("Draft", state=ProductState.DRAFT)
    for variant_id in (draft.variant_id, 999_999_999):
        with pytest.raises(VariantUnknown):
            orders.add_to_cart(orders.new_cart_token(), variant_id=variant_id)
    assert not Cart.objects.exists(), "a refused line makes no cart"


def test_a_cart_says_what_cannot_be_bought_any_more(lamp: Product) -> None:
    token = selling.filled_cart((lamp, 4))
    with acting_as(selling.STAFF):
        inventory.adjust_stock(lamp.variant_id, change=-2, reason="broken")
    [line] = orders.cart_of(token).lines
    assert (line.left, line.is_short, orders.cart_of(token).can_be_bought) == (3, True, False)


def test_another_token_sees_nothing(lamp: Product) -> None:
    selling.filled_cart((lamp, 1))
    assert not orders.cart_of(orders.new_cart_token())
    assert not orders.cart_of(None)
    assert orders.cart_of(None).total == Money(0, "EUR")


def test_tokens_and_keys_are_long_and_never_the_same() -> None:
    made = {orders.new_cart_token() for _ in range(100)} | {orders.new_idempotency_key() for _ in range(100)}
    assert len(made) == 200
    assert min(len(each) for each in made) >= 32


def test_what_a_cart_costs_in_queries(lamp: Product, django_assert_num_queries) -> None:
    token = selling.filled_cart((lamp, 1), (selling.put_on_sale("Odde stool"), 1))
    with django_assert_num_queries(5, using="pod_1"):  # lines; settings; variants, their pictures, stock
        orders.cart_of(token)
    with django_assert_num_queries(1, using="pod_1"):  # settings, for the currency of nothing
        orders.cart_of(None)
    with django_assert_num_queries(1, using="pod_1"):  # quantities
        assert orders.cart_quantity(token) == 2
    with django_assert_num_queries(0, using="pod_1"):
        assert orders.cart_quantity(None) == 0
