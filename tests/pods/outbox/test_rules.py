"""When to try again, when to park, whose turn it is."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pods.outbox import rules

works = st.dictionaries(st.integers(1, 50), st.lists(st.integers(), max_size=8), max_size=10)
tries = st.integers(1, 10_000)
luck = st.floats(0, 1)


@pytest.mark.parametrize(
    ("tries", "luck", "seconds"),
    [(1, 1, 1), (2, 1, 2), (3, 1, 4), (12, 1, 2048), (13, 1, 3600), (1, 0, 0.5), (3, 0.5, 3), (9999, 1, 3600)],
)
def test_the_wait_doubles_up_to_the_longest(tries: int, luck: float, seconds: float) -> None:
    assert rules.backoff_s(tries, first_s=1, longest_s=3600, luck=luck) == seconds


@given(tries, luck)
def test_a_wait_lies_between_half_its_step_and_its_step(tries: int, luck: float) -> None:
    step_s = min(60.0, 0.1 * 2.0 ** min(tries - 1, 60))
    assert step_s / 2 <= rules.backoff_s(tries, first_s=0.1, longest_s=60, luck=luck) <= step_s


@given(tries, luck)
def test_no_step_is_shorter_than_the_one_before(tries: int, luck: float) -> None:
    waits = [rules.backoff_s(each, first_s=0.1, longest_s=60, luck=luck) for each in (tries, tries + 1)]
    assert waits == sorted(waits)


@pytest.mark.parametrize(("tries", "spent"), [(1, False), (11, False), (12, True), (13, True)])
def test_the_last_try_parks(tries: int, *, spent: bool) -> None:
    assert rules.is_spent(tries, 12) is spent


@pytest.mark.parametrize(
    ("unclaimed", "queued", "room"),
    [(0, 0, 8), (3, 0, 5), (0, 3, 5), (3, 5, 3), (8, 0, 0), (0, 8, 0), (0, 900, 0), (12, 12, 0)],
)
def test_two_slots_have_room_for_eight_messages(unclaimed: int, queued: int, room: int) -> None:
    assert rules.room(slots=2, unclaimed=unclaimed, queued=queued) == room


def test_the_turn_goes_on_behind_the_shop_served_last() -> None:
    assert rules.rotated([9, 2, 5], after=None) == [2, 5, 9]
    assert rules.rotated([9, 2, 5], after=2) == [5, 9, 2]
    assert rules.rotated([9, 2, 5], after=4) == [5, 9, 2]
    assert rules.rotated([9, 2, 5], after=9) == [2, 5, 9]


@given(st.lists(st.integers(1, 99), unique=True), st.integers(0, 100))
def test_a_rotation_loses_no_shop(shops: list[int], after: int) -> None:
    assert sorted(rules.rotated(shops, after=after)) == sorted(shops)


def test_shops_take_turns() -> None:
    work = {7: ["a1", "a2", "a3"], 3: ["b1"], 5: ["c1", "c2"]}
    assert rules.in_turns(work, most=9) == ["a1", "b1", "c1", "a2", "c2", "a3"]
    assert rules.in_turns(work, most=4) == ["a1", "b1", "c1", "a2"]
    assert rules.in_turns(work, most=0) == []


@given(works, st.integers(0, 40))
def test_no_shop_is_two_pieces_ahead_of_one_that_waits(work: dict[int, list[int]], most: int) -> None:
    named = {shop: [(shop, number) for number, _ in enumerate(pieces)] for shop, pieces in work.items()}
    taken = rules.in_turns(named, most=most)
    assert len(taken) == min(most, sum(map(len, work.values())))
    got = Counter(shop for shop, _ in taken)
    waiting = [shop for shop, pieces in work.items() if got[shop] < len(pieces)]
    assert all(got[shop] - got[other] <= 1 for shop in work for other in waiting)
    for shop in work:
        assert [number for each, number in taken if each == shop] == list(range(got[shop]))


def test_a_relay_with_work_looks_again_at_once_and_an_idle_one_ever_less_often() -> None:
    waits, wait_s = [], 0.02
    for busy in (False, False, False, False, False, True, False):
        wait_s = rules.next_wait_s(wait_s, busy=busy, shortest_s=0.02, longest_s=0.25)
        waits.append(wait_s)
    assert waits == [0.04, 0.08, 0.16, 0.25, 0.25, 0.02, 0.04]
    assert rules.next_wait_s(0.0, busy=False, shortest_s=0.02, longest_s=0.25) == 0.02


def test_an_error_is_kept_with_its_kind_and_not_at_any_length() -> None:
    assert rules.error_text(ValueError("no such order")) == "ValueError: no such order"
    assert len(rules.error_text(ValueError("x" * 100_000))) == rules.ERROR_LENGTH
