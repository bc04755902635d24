"""Many at once, with real commits: nothing is sold twice, counted twice, or put where nobody looks."""

from functools import partial
from typing import Any

import pytest

from pods.directory.models import Shop
from pods.routing.shops import in_shop
from shop.catalog.errors import OutOfStock
from shop.catalog.types import Product
from shop.inventory import api as inventory
from shop.inventory.errors import LocationError, StockChanged, StockShort
from shop.inventory.models import Location, Reservation, StockEntry, StockLevel
from shop.inventory.services.locations import first_location
from shop.inventory.types import At, Count, Move
from shop.orders import api as orders
from shop.orders.errors import OrdersError
from shop.orders.models import Order
from shop.orders.types import CheckoutDetails, CheckoutResult
from tests.conftest import MakeShop
from tests.shop import selling
from tests.shop.gateway_process import GatewayProcess
from tests.shop.inventory.shelves import another_location, assert_books_agree, checkout, figures, put_at
from tests.shop.threads import at_once, ending

BUYERS, PIECES = 50, 10


@pytest.fixture
def own_shop(make_shop: MakeShop) -> Shop:
    return make_shop(pod_number=1)


def _forms(lamp: Product, *numbers: str) -> list[CheckoutDetails]:
    """Fill a form for each card."""
    return [selling.details_of(selling.filled_cart((lamp, 1)), card=selling.card(number)) for number in numbers]


def _buy(own_shop: Shop, forms: list[CheckoutDetails]) -> list[Any]:
    calls = [ending(partial(orders.submit_checkout, form), OrdersError, OutOfStock) for form in forms]
    return at_once(own_shop, *calls, within_s=100)


def _placed(ended: list[Any]) -> list[int]:
    return sorted(each.order_number for each in ended if isinstance(each, CheckoutResult) and each.is_placed)


@pytest.mark.slow
def test_fifty_buyers_of_ten_pieces_make_ten_orders(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=PIECES)
        forms = _forms(lamp, *[selling.APPROVED] * BUYERS)
    ended = _buy(own_shop, forms)
    assert _placed(ended) == list(range(1001, 1001 + PIECES))
    assert sum(isinstance(each, OutOfStock) for each in ended) == BUYERS - PIECES
    with in_shop(own_shop):
        assert (Order.objects.count(), selling.stock_of(lamp)) == (PIECES, (PIECES, PIECES))
        assert sorted(Reservation.objects.values_list("holder_id", flat=True)) == sorted(
            Order.objects.values_list("checkout_id", flat=True)
        )
        assert_books_agree()


@pytest.mark.slow
def test_what_declined_buyers_held_is_sold_to_others(gateway: GatewayProcess, own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=4)
        forms = _forms(lamp, *[selling.APPROVED, selling.NO_MONEY] * 8)
    placed = len(_placed(_buy(own_shop, forms)))
    assert placed <= 4
    with in_shop(own_shop):
        assert selling.stock_of(lamp) == (4, placed)
        assert_books_agree()
        for _ in range(4 - placed):
            assert selling.buy(lamp).is_placed
        with pytest.raises(OutOfStock):
            selling.filled_cart((lamp, 1))
        assert selling.stock_of(lamp) == (4, 4)


def test_a_count_is_won_by_one(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
    counts = [partial(inventory.count_stock, lamp.variant_id, Count(5, number)) for number in range(10, 16)]
    ended = at_once(own_shop, *[ending(each, StockChanged, actor=selling.STAFF) for each in counts])
    [won] = [each for each in ended if isinstance(each, int)]
    assert {each.now for each in ended if isinstance(each, StockChanged)} == {won}
    with in_shop(own_shop):
        assert selling.stock_of(lamp) == (won, 0)


def test_one_form_sent_six_times_at_once_counts_once(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=5)
    send = partial(inventory.adjust_stock, lamp.variant_id, change=3, reason="delivery", key="form")
    assert at_once(own_shop, *[ending(send, actor=selling.STAFF)] * 6) == [8] * 6
    with in_shop(own_shop):
        assert (selling.stock_of(lamp), StockEntry.objects.filter(key="form").count()) == ((8, 0), 1)


def test_buyers_and_movers_in_opposite_directions_do_not_block_each_other(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamps = [selling.put_on_sale(f"Lamp {number}", on_hand=30) for number in range(2)]  # enough, in whatever order
        main, annex = Location.objects.get().pk, another_location()
        for lamp in lamps:
            put_at(lamp, annex, 30)
    calls: list[Any] = []
    for number in range(4):
        source, target = (main, annex) if number % 2 else (annex, main)
        calls += [partial(inventory.move_stock, lamp.variant_id, Move(source, target, 3)) for lamp in lamps]
        wish = {lamp.variant_id: 4 for lamp in lamps[:: 1 if number % 2 else -1]}
        calls.append(partial(inventory.reserve_stock, checkout(number + 1), wish))
    at_once(own_shop, *[ending(each, actor=selling.STAFF) for each in calls])
    with in_shop(own_shop):
        for lamp in lamps:
            assert sum(there[0] for there in figures(lamp).values()) == 60
            assert sum(there[1] for there in figures(lamp).values()) == 16
        assert_books_agree()


def test_reserving_and_releasing_at_once_leaves_what_was_kept(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=6)
        for number in (1, 2, 3):
            inventory.reserve_stock(checkout(number), {lamp.variant_id: 2})
    calls = [partial(inventory.release_stock, checkout(number)) for number in (1, 1, 2, 2)]
    calls += [partial(inventory.reserve_stock, checkout(number), {lamp.variant_id: 1}) for number in range(10, 16)]
    ended = at_once(own_shop, *[ending(each, StockShort) for each in calls])
    kept = sum(each is None for each in ended[4:])
    with in_shop(own_shop):
        assert selling.stock_of(lamp) == (6, 2 + kept)
        assert kept <= 4
        assert_books_agree()


def test_nothing_is_put_where_a_location_goes_out_of_use(own_shop: Shop) -> None:
    with in_shop(own_shop):
        lamp = selling.put_on_sale(on_hand=1)
        annexes = [inventory.location_by_id(another_location(f"Annex {number}")) for number in range(6)]
    for annex in annexes:
        ended = at_once(
            own_shop,
            *[
                ending(call, LocationError, actor=selling.STAFF)
                for call in (
                    partial(inventory.use_location, annex.id, is_active=False, version=annex.version),
                    partial(inventory.adjust_stock, lamp.variant_id, change=2, reason="delivery", at=At(annex.id)),
                )
            ],
        )
        assert sum(isinstance(each, LocationError) for each in ended) == 1, ended
    with in_shop(own_shop):
        assert not StockLevel.objects.filter(location__is_active=False).exclude(on_hand=0).exists()


def test_a_shops_first_location_is_made_once(own_shop: Shop) -> None:
    with in_shop(own_shop):
        Location.objects.all().delete()
    assert len(set(at_once(own_shop, *[first_location] * 6))) == 1
    with in_shop(own_shop):
        assert [(each.name, each.position) for each in inventory.locations()] == [("Main", 1)]
