"""Which codes are used, which are refused and why, and what they take off."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.pricing.api import MOST_CODES, fold_code, quote
from shop.pricing.errors import SnapshotWrong
from shop.pricing.types import AppliesTo, CodeShare, Discount, DiscountClass, DiscountKind, Line, Quote, Refusal
from tests.shop.pricing.carts import (
    EVERYTHING_COMBINES,
    GIFT_CARD,
    HOME_ZONE,
    LAMP,
    MUG,
    NOW,
    amount,
    cart,
    free_shipping,
    percent,
    with_codes,
)

DAY = timedelta(days=1)


def _refused(priced: Quote) -> dict[str, Refusal]:
    return {each.code: each.reason for each in priced.refused}


def _taken(priced: Quote) -> dict[str, int]:
    return {each.code: each.amount_minor for each in priced.applied}


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"starts_at": NOW + DAY}, Refusal.NOT_STARTED),
        ({"ends_at": NOW}, Refusal.ENDED),
        ({"usage_limit": 3, "used": 3}, Refusal.USED_UP),
        ({"is_once_per_customer": True, "used_by_customer": 1}, Refusal.ONCE_PER_CUSTOMER),
        ({"minimum_minor": 18901}, Refusal.BELOW_MINIMUM),
        ({"applies_to": AppliesTo.PRODUCTS, "ids": frozenset({99})}, Refusal.NOTHING_APPLIES),
        ({"applies_to": AppliesTo.COLLECTIONS, "ids": frozenset({99})}, Refusal.NOTHING_APPLIES),
        ({"applies_to": AppliesTo.COLLECTIONS}, Refusal.NOTHING_APPLIES),
    ],
)
def test_a_code_whose_terms_do_not_hold_takes_nothing_off(terms, reason: Refusal) -> None:
    priced = quote(with_codes(cart(LAMP), percent("TEN", 1000, **terms)))
    assert (_refused(priced), priced.total_minor) == ({"TEN": reason}, 18900)


@pytest.mark.parametrize(
    "terms",
    [
        {"starts_at": NOW, "ends_at": NOW + DAY},
        {"usage_limit": 3, "used": 2},
        {"is_once_per_customer": True},
        {"used_by_customer": 5},
        {"minimum_minor": 18900},
        {"applies_to": AppliesTo.PRODUCTS, "ids": frozenset({10, 99})},
        {"applies_to": AppliesTo.COLLECTIONS, "ids": frozenset({7})},
    ],
)
def test_at_their_edge_terms_hold(terms) -> None:
    priced = quote(with_codes(cart(LAMP), percent("TEN", 1000, **terms)))
    assert (_taken(priced), priced.total_minor) == ({"TEN": 1890}, 17010)


def test_an_unknown_code_is_named_as_it_was_typed() -> None:
    assert _refused(quote(cart(LAMP, codes=(" Nope ",)))) == {" Nope ": Refusal.NOT_FOUND}


@pytest.mark.parametrize("typed", ["ten", " TEN ", "Ten", "\uff34\uff25\uff2e"])
def test_case_and_spaces_of_a_typed_code_do_not_count(typed: str) -> None:
    assert fold_code(typed) == "ten"
    assert _taken(quote(cart(LAMP, codes=(typed, "TEN", ""), discounts=(percent("TEN", 1000),)))) == {"TEN": 1890}


def test_codes_past_the_most_are_refused() -> None:
    found = [percent(f"C{number}", 100, combines_with=EVERYTHING_COMBINES) for number in range(MOST_CODES + 1)]
    priced = quote(with_codes(cart(LAMP), *found))
    assert len(priced.applied) == MOST_CODES
    assert _refused(priced) == {f"C{MOST_CODES}": Refusal.TOO_MANY}


def test_a_minimum_is_told() -> None:
    [refused] = quote(with_codes(cart(MUG), percent("TEN", 1000, minimum_minor=5000))).refused
    assert (refused.reason, refused.minimum_minor) == (Refusal.BELOW_MINIMUM, 5000)


def test_a_minimum_is_asked_of_the_lines_that_the_code_is_for_before_discounts() -> None:
    for_mugs = {"applies_to": AppliesTo.PRODUCTS, "ids": frozenset({20}), "combines_with": EVERYTHING_COMBINES}
    found = (percent("MUGS", 5000, **for_mugs), percent("MORE", 1000, minimum_minor=3750, **for_mugs))
    assert _taken(quote(with_codes(cart(LAMP, MUG), *found))) == {"MORE": 375, "MUGS": 1688}
    assert _refused(quote(with_codes(cart(LAMP, MUG), replace(found[1], minimum_minor=3751)))) == {
        "MORE": Refusal.BELOW_MINIMUM
    }


def test_codes_that_do_not_combine_leave_the_better_one_whatever_the_order() -> None:
    small, large = amount("SMALL", 1000), percent("LARGE", 1000)
    for order in ((small, large), (large, small)):
        priced = quote(with_codes(cart(LAMP), *order))
        assert _taken(priced) == {"LARGE": 1890}
        [refused] = priced.refused
        assert (refused.code, refused.reason, refused.beside) == ("SMALL", Refusal.DOES_NOT_COMBINE, "LARGE")


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ({DiscountClass.ORDER}, {DiscountClass.ORDER}, True),
        ({DiscountClass.ORDER}, set(), False),
        ({DiscountClass.PRODUCT}, {DiscountClass.ORDER}, False),
    ],
)
def test_codes_combine_when_each_names_the_others_class(first, second, *, together: bool) -> None:
    found = percent("A", 1000, combines_with=frozenset(first)), percent("B", 1000, combines_with=frozenset(second))
    assert len(quote(with_codes(cart(LAMP), *found)).applied) == (2 if together else 1)


def test_two_small_codes_that_combine_beat_one_large_code() -> None:
    pair = [percent(code, 1000, combines_with=frozenset({DiscountClass.ORDER})) for code in ("A", "B")]
    priced = quote(with_codes(cart(LAMP), percent("LARGE", 1500), *pair))
    assert _taken(priced) == {"A": 1890, "B": 1701}
    assert _refused(priced) == {"LARGE": Refusal.DOES_NOT_COMBINE}


def test_codes_for_products_come_before_codes_for_the_order() -> None:
    found = (
        amount("FIVE", 500, combines_with=EVERYTHING_COMBINES),
        percent("ALL", 1000, combines_with=EVERYTHING_COMBINES),
        percent("LAMPS", 5000, applies_to=AppliesTo.PRODUCTS, ids=frozenset({10}), combines_with=EVERYTHING_COMBINES),
    )
    priced = quote(with_codes(cart(LAMP, MUG), *found))
    # 18900 halves to 9450; then 10 % of 9450 and of 3750; then 500 in the proportion of 8505 to 3375.
    assert _taken(priced) == {"LAMPS": 9450, "ALL": 945 + 375, "FIVE": 500}
    assert [line.discount_minor for line in priced.lines] == [9450 + 945 + 358, 375 + 142]


def test_of_codes_that_save_the_same_the_first_by_its_letters_is_used() -> None:
    one, other = percent("abc", 1000), percent("ABD", 1000)
    for order in ((one, other), (other, one)):
        assert _taken(quote(with_codes(cart(LAMP), *order))) == {"abc": 1890}


def test_codes_that_combine_are_all_used_even_where_one_makes_shipping_dearer() -> None:
    free_from = replace(HOME_ZONE, methods=(replace(HOME_ZONE.methods[0], free_from_minor=18500),))
    found = [amount(code, minor, combines_with=EVERYTHING_COMBINES) for code, minor in (("A", 300), ("B", 200))]
    priced = quote(with_codes(cart(LAMP, zones=(free_from,), method_id=1), *found))
    assert (_taken(priced), priced.refused, priced.shipping_minor) == ({"A": 300, "B": 200}, (), 500)


def test_a_line_names_only_the_codes_that_are_for_it() -> None:
    for_mugs = percent("MUGS", 1000, applies_to=AppliesTo.PRODUCTS, ids=frozenset({20}))
    lamp, mug = quote(with_codes(cart(LAMP, MUG), for_mugs)).lines
    assert (lamp.shares, mug.shares) == ((), (CodeShare("MUGS", 375),))


def test_an_amount_is_taken_once_and_never_more_than_there_is() -> None:
    for_mugs = {"applies_to": AppliesTo.PRODUCTS, "ids": frozenset({20})}
    assert _taken(quote(with_codes(cart(LAMP, MUG), amount("FIVE", 500, **for_mugs)))) == {"FIVE": 500}
    priced = quote(with_codes(cart(LAMP, MUG), amount("MUCH", 10**9, **for_mugs)))
    assert [line.goods_minor for line in priced.lines] == [18900, 0]


def test_a_code_that_could_only_take_off_nothing_is_refused_and_not_used() -> None:
    free = Line(variant_id=9, product_id=90, unit_minor=0, quantity=1)
    assert _refused(quote(with_codes(cart(free), percent("TEN", 1000)))) == {"TEN": Refusal.NOTHING_APPLIES}


def test_free_shipping_takes_off_what_the_chosen_method_asks() -> None:
    found = free_shipping("POSTFREE")
    priced = quote(with_codes(cart(LAMP, zones=(HOME_ZONE,), method_id=2), found))
    assert (_taken(priced), priced.shipping.price_minor, priced.shipping_minor) == ({"POSTFREE": 900}, 900, 0)
    assert (priced.discount_minor, priced.total_minor) == (0, 18900)
    assert [option.cost_minor for option in priced.shipping.options] == [0, 0]


def test_free_shipping_is_kept_while_no_method_is_chosen() -> None:
    assert _taken(quote(with_codes(cart(LAMP, zones=(HOME_ZONE,)), free_shipping("POSTFREE")))) == {"POSTFREE": 0}


def test_free_shipping_is_refused_for_what_has_no_parcel() -> None:
    refused = _refused(quote(with_codes(cart(GIFT_CARD), free_shipping("POSTFREE"))))
    assert refused == {"POSTFREE": Refusal.NOTHING_APPLIES}


def test_the_larger_of_free_shipping_and_a_percentage_is_used() -> None:
    found = free_shipping("POSTFREE"), percent("FIVE", 500)
    assert _taken(quote(with_codes(cart(MUG, zones=(HOME_ZONE,), method_id=1), *found))) == {"POSTFREE": 500}
    assert _taken(quote(with_codes(cart(LAMP, zones=(HOME_ZONE,), method_id=1), *found))) == {"FIVE": 945}


@pytest.mark.parametrize(
    "terms",
    [
        {"kind": DiscountKind.PERCENT, "basis_points": 0},
        {"kind": DiscountKind.PERCENT, "basis_points": 10_001},
        {"kind": DiscountKind.PERCENT, "basis_points": 100, "amount_minor": 1},
        {"kind": DiscountKind.AMOUNT},
        {"kind": DiscountKind.AMOUNT, "amount_minor": -1},
        {"kind": DiscountKind.FREE_SHIPPING, "basis_points": 100},
        {"kind": DiscountKind.FREE_SHIPPING, "minimum_minor": -1},
        {"kind": DiscountKind.AMOUNT, "amount_minor": 1, "ids": frozenset({1})},
    ],
)
def test_terms_that_contradict_themselves_are_a_mistake_of_the_caller(terms) -> None:
    with pytest.raises(SnapshotWrong):
        Discount("X", **terms)
