from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.pricing.errors import SnapshotWrong
from shop.pricing.rules.shares import half_even, split


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 7, 0), (1, 2, 0), (3, 2, 2), (5, 2, 2), (7, 2, 4), (2, 3, 1), (1, 3, 0), (-1, 2, 0), (-3, 2, -2), (10, 5, 2)],
)
def test_a_half_goes_to_the_even_neighbour(numerator: int, denominator: int, rounded: int) -> None:
    assert half_even(numerator, denominator) == rounded


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**9))
def test_rounding_is_pythons_own_of_the_exact_fraction(numerator: int, denominator: int) -> None:
    assert half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (2, [3, 3, 3], [1, 1, 0]),
        (10, [0, 5, 5], [0, 5, 5]),
        (7, [7, 1], [6, 1]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
    ],
)
def test_shares_are_in_proportion_and_the_first_of_equals_gets_the_rest(amount, weights, shares) -> None:
    assert split(amount, weights) == shares


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=8), st.data())
def test_shares_add_up_and_none_is_above_its_weight(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    shares = split(amount, weights)
    assert sum(shares) == amount
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))
    whole = sum(weights) or 1
    assert all(abs(share - Fraction(amount * w, whole)) < 1 for share, w in zip(shares, weights, strict=True))


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0]), (1, [2, -1])])
def test_what_cannot_be_split_is_a_mistake_of_the_caller(amount: int, weights: list[int]) -> None:
    with pytest.raises(SnapshotWrong):
        split(amount, weights)
