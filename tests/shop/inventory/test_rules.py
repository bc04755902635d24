"""From which locations a wish is taken: all of it or nothing, and never what is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.inventory.errors import StockShort
from shop.inventory.rules import Shelf, Stocked, allocate, used_up
from shop.inventory.types import Availability

LAMP, STOOL = 1, 2


def _stocked(*available: int, may_oversell: bool = False, variant: int = LAMP) -> Stocked:
    """Stock at locations 1, 2, …: level 11 is the lamp at location 1."""
    shelves = [Shelf(variant * 10 + place, place, place, each) for place, each in enumerate(available, 1)]
    return Stocked(shelves, may_oversell)


@pytest.mark.parametrize(
    ("available", "quantity", "picks"),
    [
        ((5, 5), 3, {11: 3}),
        ((2, 5), 3, {12: 3}),
        ((2, 2), 3, {11: 2, 12: 1}),
        ((0, 2, 2), 4, {12: 2, 13: 2}),
        ((5,), 5, {11: 5}),
    ],
)
def test_one_line_comes_from_the_first_location_with_enough_else_from_several(
    available: tuple[int, ...], quantity: int, picks: dict[int, int]
) -> None:
    assert allocate({LAMP: quantity}, {LAMP: _stocked(*available)}) == {LAMP: picks}


def test_one_parcel_is_better_than_the_first_location() -> None:
    stocked = {LAMP: _stocked(5, 5), STOOL: _stocked(0, 5, variant=STOOL)}
    assert allocate({LAMP: 1, STOOL: 1}, stocked) == {LAMP: {12: 1}, STOOL: {22: 1}}
    assert allocate({STOOL: 1, LAMP: 1}, stocked) == {LAMP: {12: 1}, STOOL: {22: 1}}


def test_locations_are_tried_in_their_order_whichever_line_has_them() -> None:
    here, there = Shelf(11, 7, 2, 5), Shelf(12, 9, 1, 5)
    assert allocate({LAMP: 1}, {LAMP: Stocked([here, there])}) == {LAMP: {12: 1}}


@pytest.mark.parametrize(("available", "left"), [((2, 2), 4), ((0,), 0), ((-3,), 0), ((-1, 5), 4), ((), 0)])
def test_a_wish_for_more_than_there_is_is_short(available: tuple[int, ...], left: int) -> None:
    with pytest.raises(StockShort) as refused:
        allocate({LAMP: left + 1}, {LAMP: _stocked(*available)})
    assert (refused.value.variant_id, refused.value.left) == (LAMP, left)


@pytest.mark.parametrize(
    ("available", "quantity", "picks"),
    [((2, 1), 5, {11: 4, 12: 1}), ((-2, 1), 2, {12: 1, 11: 1}), ((0, 0), 1, {11: 1}), ((3, 9), 5, {12: 5})],
)
def test_what_is_missing_is_oversold_at_the_first_location(
    available: tuple[int, ...], quantity: int, picks: dict[int, int]
) -> None:
    assert allocate({LAMP: quantity}, {LAMP: _stocked(*available, may_oversell=True)}) == {LAMP: picks}


STOCKS = st.builds(
    lambda shelves, may_oversell: _stocked(*shelves, may_oversell=may_oversell),
    st.lists(st.integers(-3, 8), min_size=1, max_size=4),
    st.booleans(),
)


@given(st.dictionaries(st.integers(1, 4), st.tuples(st.integers(1, 12), STOCKS), min_size=1))
def test_an_allocation_is_exact_and_takes_no_more_than_there_is(lines: dict[int, tuple[int, Stocked]]) -> None:
    wanted = {variant: quantity for variant, (quantity, _stock) in lines.items()}
    stocked = {variant: stock for variant, (_quantity, stock) in lines.items()}
    short = [each for each in wanted if wanted[each] > stocked[each].available and not stocked[each].may_oversell]
    if short:
        with pytest.raises(StockShort) as refused:
            allocate(wanted, stocked)
        assert refused.value.variant_id == short[0]
        return
    picks = allocate(wanted, stocked)
    for variant, taken in picks.items():
        assert sum(taken.values()) == wanted[variant]
        assert min(taken.values()) > 0
        shelves = {shelf.level_id: shelf.available for shelf in stocked[variant].shelves}
        over = {level for level, quantity in taken.items() if quantity > shelves[level]}
        assert not over or stocked[variant].may_oversell
        assert over <= {stocked[variant].shelves[0].level_id}


@given(STOCKS, st.integers(1, 12))
def test_pages_promise_what_a_reservation_keeps(stock: Stocked, quantity: int) -> None:
    shown = Availability(stock.available, 0, 0, may_oversell=stock.may_oversell)
    try:
        allocate({LAMP: quantity}, {LAMP: stock})
    except StockShort:
        assert not shown.can_sell(quantity)
    else:
        assert shown.can_sell(quantity)


@given(st.integers(0, 20), st.dictionaries(st.integers(1, 5), st.integers(1, 6)), st.integers(1, 5))
def test_reservations_are_used_up_in_their_order_the_named_one_first(
    quantity: int, held: dict[int, int], first: int
) -> None:
    picks = used_up(quantity, held.items(), first=first)
    assert sum(picks.values()) == min(quantity, sum(held.values()))
    assert all(0 < taken <= held[each] for each, taken in picks.items())
    order = [first] * (first in held) + [each for each in held if each != first]
    assert list(picks) == order[: len(picks)]
    assert all(picks[each] == held[each] for each in list(picks)[:-1]), "one after the other"


def test_what_is_not_tracked_has_no_limit() -> None:
    assert (Availability(0, 0, 0, is_tracked=False).left, Availability(-4, 2, 0).left) == (None, 0)
