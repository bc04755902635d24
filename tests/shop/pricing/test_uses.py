"""Uses of codes: taken, refused and given back."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.routing.actor import acting_as
from pods.routing.service import service
from shop.pricing import api as pricing
from shop.pricing.errors import UseRefused
from shop.pricing.models import DiscountCode, DiscountUse
from shop.pricing.types import DiscountFields, DiscountKind, Refusal
from tests.conftest import Inside
from tests.examples import examples
from tests.shop import selling

TEN = DiscountFields("TEN", DiscountKind.PERCENT, basis_points=1000)
FIVE = DiscountFields("FIVE", DiscountKind.AMOUNT, amount_minor=500)
BUYER = "solveig@example.no"


def _make(*all_fields: DiscountFields) -> None:
    with acting_as(selling.STAFF):
        for fields in all_fields:
            pricing.create_discount(fields)


def _uses() -> dict[str, int]:
    """Return the uses of each code, after checking that the counters say the same."""
    counted = Counter(DiscountUse.objects.values_list("discount__code", flat=True))
    assert {row.code: row.used for row in DiscountCode.objects.all() if row.used} == dict(counted)
    return dict(counted)


def test_codes_are_used_once_for_a_holder_however_often_it_is_asked(furnished: Shop) -> None:
    _make(TEN, FIVE)
    for _time in range(2):
        pricing.take_uses(1, ["ten", "FIVE"], email=BUYER)
    assert _uses() == {"TEN": 1, "FIVE": 1}
    pricing.take_uses(2, ["TEN"], email=BUYER)
    assert _uses() == {"TEN": 2, "FIVE": 1}


def test_uses_are_given_back_once(furnished: Shop) -> None:
    _make(TEN, FIVE)
    pricing.take_uses(1, ["TEN", "FIVE"], email=BUYER)
    pricing.take_uses(2, ["TEN"], email=BUYER)
    for _time in range(2):
        pricing.give_back_uses(1)
    assert _uses() == {"TEN": 1}
    pricing.give_back_uses(3)
    assert _uses() == {"TEN": 1}


def test_what_was_given_back_can_be_used_again(furnished: Shop) -> None:
    _make(replace(TEN, usage_limit=1, is_once_per_customer=True))
    pricing.take_uses(1, ["TEN"], email=BUYER)
    with pytest.raises(UseRefused):
        pricing.take_uses(2, ["TEN"], email=BUYER)
    pricing.give_back_uses(1)
    pricing.take_uses(2, ["TEN"], email=BUYER)
    assert _uses() == {"TEN": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"usage_limit": 1}, Refusal.USED_UP),
        ({"is_once_per_customer": True}, Refusal.ONCE_PER_CUSTOMER),
    ],
)
def test_a_use_that_is_refused_takes_no_other_either(furnished: Shop, change: dict[str, Any], reason: Refusal) -> None:
    _make(replace(TEN, **change), FIVE)
    pricing.take_uses(1, ["TEN"], email=BUYER)
    with pytest.raises(UseRefused) as refused:
        pricing.take_uses(2, ["FIVE", "TEN"], email=f" {BUYER.upper()}")
    assert (refused.value.code, refused.value.reason) == ("TEN", reason)
    assert "TEN" in str(refused.value)
    assert _uses() == {"TEN": 1}
    pricing.take_uses(1, ["TEN", "FIVE"], email=BUYER)  # its own use does not stand in its way
    assert _uses() == {"TEN": 1, "FIVE": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, Refusal.NOT_FOUND),
        ({"starts_at": timedelta(days=1)}, Refusal.NOT_STARTED),
        ({"ends_at": timedelta(days=-1)}, Refusal.ENDED),
        ({"code": "OTHER"}, Refusal.NOT_FOUND),
    ],
)
def test_a_code_that_does_not_hold_any_more_is_refused(furnished: Shop, change, reason: Refusal) -> None:
    moments = {name: timezone.now() + each for name, each in change.items() if isinstance(each, timedelta)}
    _make(replace(TEN, **{**change, **moments}), FIVE)
    with pytest.raises(UseRefused) as refused:
        pricing.take_uses(1, ["FIVE", "TEN"], email=BUYER)
    assert refused.value.reason == reason
    assert _uses() == {}


def test_a_use_that_is_held_stays_whatever_becomes_of_the_code(furnished: Shop) -> None:
    _make(TEN)
    pricing.take_uses(1, ["TEN"], email=BUYER)
    with acting_as(selling.STAFF):
        pricing.switch_discount(DiscountCode.objects.get().pk, is_active=False, version=1)
    pricing.take_uses(1, ["TEN"], email=BUYER)
    assert _uses() == {"TEN": 1}
    pricing.give_back_uses(1)
    assert _uses() == {}


def test_another_customer_may_use_what_is_once_for_each(furnished: Shop) -> None:
    _make(replace(TEN, is_once_per_customer=True))
    pricing.take_uses(1, ["TEN"], email=BUYER)
    pricing.take_uses(2, ["TEN"], email="guro@example.no")
    assert _uses() == {"TEN": 2}


def test_the_same_code_and_customer_in_another_shop_are_others(
    furnished: Shop, other_shop: Shop, inside: Inside
) -> None:
    once = replace(TEN, is_once_per_customer=True, usage_limit=1)
    _make(once)
    pricing.take_uses(1, ["TEN"], email=BUYER)
    ours = DiscountUse.objects.get().customer_key
    with inside(other_shop):
        selling.furnish()
        _make(once)
        assert pricing.terms_for(["TEN"], email=BUYER).discounts[0].used_by_customer == 0
        pricing.take_uses(1, ["TEN"], email=BUYER)
        assert DiscountUse.objects.get().customer_key != ours
        pricing.give_back_uses(1)
    assert _uses() == {"TEN": 1}


def test_no_use_names_anybody(furnished: Shop) -> None:
    _make(TEN)
    pricing.take_uses(1, ["TEN"], email=BUYER)
    assert BUYER not in str(DiscountUse.objects.values().get())


def _queries(action, django_assert_num_queries, count: int) -> None:
    @service
    def counted() -> None:
        with django_assert_num_queries(count, using="pod_1"):  # no savepoint: a sale joins it
            action()

    counted()


def test_what_uses_cost_in_queries(furnished: Shop, django_assert_num_queries) -> None:
    many = [f"C{number}" for number in range(10)]
    _make(*[replace(TEN, code=code) for code in many])
    for holder, codes in enumerate((many[:1], many)):

        def take(holder: int = holder, codes: list[str] = codes) -> None:
            pricing.take_uses(holder, codes, email=BUYER)

        _queries(take, django_assert_num_queries, 6)  # locks (2), uses of holder and customer, uses, counters
        _queries(take, django_assert_num_queries, 4)  # … nothing new
        _queries(lambda holder=holder: pricing.give_back_uses(holder), django_assert_num_queries, 5)
        _queries(lambda holder=holder: pricing.give_back_uses(holder), django_assert_num_queries, 1)
    _queries(lambda: pricing.take_uses(1, [], email=BUYER), django_assert_num_queries, 0)


LIMITS = {"FREE": None, "ONE": 1, "TWO": 2}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "give back"]),
        st.integers(1, 4),
        st.sets(st.sampled_from([*LIMITS, "NOBODY"]), max_size=3),
        st.sampled_from(["a@b.no", "c@d.no"]),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_uses_keeps_every_limit(furnished: Shop, steps) -> None:
    """Against a model: a set of (holder, code), each with its customer."""
    DiscountUse.objects.all().delete()
    DiscountCode.objects.all().delete()
    once = {"TWO"}
    _make(
        *[
            replace(TEN, code=code, usage_limit=limit, is_once_per_customer=code in once)
            for code, limit in LIMITS.items()
        ]
    )
    model: dict[tuple[int, str], str] = {}
    for step, holder, codes, email in steps:
        if step == "give back":
            pricing.give_back_uses(holder)
            model = {key: each for key, each in model.items() if key[0] != holder}
            continue
        new = {code for code in codes if (holder, code) not in model}
        full = {code for code in new & LIMITS.keys() if _count(model, code) == LIMITS[code]}
        again = {code for code in new & once if email in _customers(model, code)}
        if full or again or "NOBODY" in codes:
            with pytest.raises(UseRefused):
                pricing.take_uses(holder, codes, email=email)
        else:
            pricing.take_uses(holder, codes, email=email)
            model |= {(holder, code): email for code in new}
        assert _uses() == dict(Counter(code for _holder, code in model))


def _count(model: dict[tuple[int, str], str], code: str) -> int:
    return sum(each == code for _holder, each in model)


def _customers(model: dict[tuple[int, str], str], code: str) -> set[str]:
    return {email for (_holder, each), email in model.items() if each == code}
