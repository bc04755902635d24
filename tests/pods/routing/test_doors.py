"""Few requests wait for a pod that hangs; a pod that answers keeps nobody waiting."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
from django.db.utils import OperationalError, ProgrammingError

from pods.routing import doors
from pods.routing.doors import TROUBLE_S, Door
from pods.routing.errors import ShopUnavailable

GONE = OperationalError(2013, "Lost connection to server during query")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(doors, "PATIENCE_S", 0.05)
    return Door(2, clock=clock)


@contextmanager
def waiting_inside(door: Door, *, ends_with: Exception | None = None) -> Iterator[None]:
    """Let another thread stand in the door during the block."""
    inside, leave = Event(), Event()

    def stand() -> None:
        with suppress(OperationalError), door:
            inside.set()
            leave.wait(10)
            if ends_with is not None:
                raise ends_with

    thread = Thread(target=stand)
    thread.start()
    assert inside.wait(10)
    try:
        yield
    finally:
        leave.set()
        thread.join(10)


def _fail(door: Door, error: Exception = GONE) -> None:
    with pytest.raises(type(error)), door:
        raise error


def test_a_pod_that_hangs_holds_no_more_than_its_share(door: Door) -> None:
    with waiting_inside(door), waiting_inside(door), pytest.raises(ShopUnavailable), door:
        pytest.fail("a third one got in")


def test_who_comes_to_a_full_door_waits_a_moment_for_room(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "PATIENCE_S", 10)
    got_in = Event()

    def come() -> None:
        with door:
            got_in.set()

    with waiting_inside(door):
        with waiting_inside(door):
            thread = Thread(target=come)
            thread.start()
            assert not got_in.is_set()
        assert got_in.wait(10), "one went out, the next came in"
    thread.join(10)


def test_after_a_failure_one_at_a_time_tries(door: Door) -> None:
    _fail(door)
    with waiting_inside(door), pytest.raises(ShopUnavailable), door:
        pytest.fail("a second one got in")


def test_a_pod_that_answers_again_is_open_at_once(door: Door) -> None:
    _fail(door)
    with door:
        pass
    with waiting_inside(door), door:
        pass


def test_trouble_is_forgotten_after_a_while(door: Door, clock: Clock) -> None:
    _fail(door)
    clock.now += TROUBLE_S
    with waiting_inside(door), door:
        pass


def test_an_error_that_is_an_answer_is_no_trouble(door: Door) -> None:
    _fail(door, ProgrammingError(1146, "Table does not exist"))
    with waiting_inside(door), door:
        pass


def test_everybody_goes_out_however_it_ends(door: Door) -> None:
    for _ in range(5):
        _fail(door)
    with waiting_inside(door, ends_with=GONE):
        pass
    with door:
        pass
    with waiting_inside(door), door:
        pass
