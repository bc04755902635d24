"""Tests that run at a time: who shares a process, and who may take which port."""

import pytest

from config.bootstrap.errors import SetupError
from config.bootstrap.ports import free_ports, free_range, share_of_free_range
from tests.side_by_side import shared_by


@pytest.mark.parametrize("of", [1, 2, 3, 8])
def test_shares_of_the_free_ports_have_none_in_common(monkeypatch: pytest.MonkeyPatch, of: int) -> None:
    shares = [share_of_free_range(number, of) for number in range(of)]
    whole, seen = set(free_range()), set()
    for share in shares:
        monkeypatch.setenv("PODIUM_FREE_PORTS", share)
        mine = set(free_range())
        assert mine <= whole
        assert not mine & seen
        assert set(free_ports(20)) <= mine
        seen |= mine


@pytest.mark.parametrize("wrong", ["20000", "b-c", "30000-20000", "80-9000", "20000-70000"])
def test_a_range_that_is_none_is_refused_with_an_example(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("PODIUM_FREE_PORTS", wrong)
    with pytest.raises(SetupError, match="as in 20000-31999"):
        free_ports(1)


@pytest.mark.parametrize(
    ("one", "another", "is_shared"),
    [
        ("tests/shop/money/test_money.py::test_a", "tests/shop/money/test_money.py::test_b[x::y]", True),
        ("tests/shop/money/test_money.py::test_a", "tests/shop/orders/test_carts.py::test_a", False),
        ("tests/faults/test_workers.py::test_a", "tests/faults/test_slice.py::test_b", True),
        ("tests/faults/test_injection.py::test_a[1]", "tests/faults/test_injection.py::test_a[2]", False),
        ("tests/faults/test_injection.py::test_a", "tests/faults/test_slice.py::test_b", False),
    ],
)
def test_one_machine_and_one_file_stay_in_one_process(one: str, another: str, *, is_shared: bool) -> None:
    assert (shared_by(one) == shared_by(another)) is is_shared
