"""Many buyers with one code at once, in real threads with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from pods.routing.shops import in_shop
from shop.pricing import api as pricing
from shop.pricing.errors import UseRefused
from shop.pricing.models import DiscountCode, DiscountUse
from shop.pricing.types import DiscountFields, DiscountKind, Refusal
from tests.conftest import MakeShop
from tests.shop import selling

TAKERS = 16


def _make(code: str, **terms) -> None:
    with acting_as(selling.STAFF):
        pricing.create_discount(DiscountFields(code, DiscountKind.PERCENT, basis_points=1000, **terms))


def _at_once(own_shop: Shop, calls: list[Callable[[], None]]) -> list[UseRefused | None]:
    """Run every call in a thread of its own, all from the same moment; return the refusals."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], None]) -> UseRefused | None:
        try:
            with in_shop(own_shop):
                gate.wait(timeout=30)
                call()
        except UseRefused as refusal:
            return refusal
        finally:
            for connection in connections.all():
                connection.close()
        return None

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run, call) for call in calls]]


def _take(holder: int, *codes: str, email: str = "") -> Callable[[], None]:
    return lambda: pricing.take_uses(holder, codes, email=email or f"buyer{holder}@example.no")


def test_a_code_with_five_uses_is_used_five_times(make_shop: MakeShop) -> None:
    own_shop = make_shop(pod_number=1)
    with in_shop(own_shop):
        _make("FIVE", usage_limit=5)
    ended = _at_once(own_shop, [_take(holder, "FIVE") for holder in range(1, TAKERS + 1)])
    assert [each.reason for each in ended if each is not None] == [Refusal.USED_UP] * (TAKERS - 5)
    with in_shop(own_shop):
        assert DiscountCode.objects.get().used == DiscountUse.objects.count() == 5
        assert pricing.terms_for(["FIVE"]).discounts[0].used == 5


def test_a_customer_in_many_tabs_uses_a_code_once(make_shop: MakeShop) -> None:
    own_shop = make_shop(pod_number=1)
    with in_shop(own_shop):
        _make("ONCE", is_once_per_customer=True)
    ended = _at_once(own_shop, [_take(holder, "ONCE", email="a@b.no") for holder in range(1, 9)])
    assert [each.reason for each in ended if each is not None] == [Refusal.ONCE_PER_CUSTOMER] * 7
    with in_shop(own_shop):
        assert DiscountUse.objects.count() == 1


def test_two_codes_in_opposite_order_do_not_block_each_other(make_shop: MakeShop) -> None:
    own_shop = make_shop(pod_number=1)
    with in_shop(own_shop):
        _make("A")
        _make("B")
    calls = [_take(holder, *("AB" if holder % 2 else "BA")) for holder in range(1, TAKERS + 1)]
    assert _at_once(own_shop, calls) == [None] * TAKERS
    with in_shop(own_shop):
        assert [row.used for row in DiscountCode.objects.order_by("code")] == [TAKERS, TAKERS]


def test_what_some_give_back_while_others_take_is_counted_exactly(make_shop: MakeShop) -> None:
    own_shop = make_shop(pod_number=1)
    with in_shop(own_shop):
        _make("EIGHT", usage_limit=8)
        for holder in range(1, 9):
            _take(holder, "EIGHT")()
    giving: list[Callable[[], None]] = [lambda holder=holder: pricing.give_back_uses(holder) for holder in range(1, 5)]
    # Each gives back twice at once, and as many take anew as are given back or more.
    ended = _at_once(own_shop, giving * 2 + [_take(holder, "EIGHT") for holder in range(9, 17)])
    with in_shop(own_shop):
        taken = sum(each is None for each in ended[8:])
        assert DiscountCode.objects.get().used == DiscountUse.objects.count() == 4 + taken
        assert taken <= 4
        assert not DiscountUse.objects.filter(holder_id__lt=5).exists()
