"""Parts are kept running, and stopped without touching anybody else's process."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from config.bootstrap.errors import SetupError
from config.bootstrap.fleet import Fleet
from config.bootstrap.parts import Part
from config.bootstrap.processes import identify, start
from config.bootstrap.supervisor import FIRST_PAUSE_S, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
WITH_CHILD = [
    *(sys.executable, "-c"),
    "import subprocess, sys, time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print(child.pid, flush=True); time.sleep(600)",
]
LONGEST_S = 20.0


def _well() -> None:
    return None


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(tmp_path)
    yield fleet
    fleet.stop()


@pytest.fixture
def supervisor(fleet: Fleet) -> Iterator[Supervisor]:
    supervisor = Supervisor(fleet)
    yield supervisor
    supervisor.close()


def _watch(fleet: Fleet, supervisor: Supervisor, part: Part) -> int:
    process = fleet.start(part)
    supervisor.watch(part)
    return process.pid


def _turn_until(supervisor: Supervisor, happened: Callable[[], bool]) -> list[str]:
    told: list[str] = []
    tick = Event()
    for _turn in range(int(LONGEST_S / 0.02)):
        told += supervisor.turn()
        if happened():
            return told
        tick.wait(0.02)
    raise AssertionError(f"It did not happen in {LONGEST_S} s; told so far: {told}")


def test_a_killed_part_is_started_again_and_it_is_told(fleet: Fleet, supervisor: Supervisor) -> None:
    pid = _watch(fleet, supervisor, Part("pod_1/worker", SLEEPER, _well))
    os.kill(pid, signal.SIGKILL)
    watched = supervisor.watched["pod_1/worker"]
    told = _turn_until(supervisor, lambda: watched.restarts == 1)
    assert told[0] == f"pod_1/worker was killed by signal 9; it starts again in {FIRST_PAUSE_S} s"
    assert told[1].startswith("pod_1/worker was started again")
    assert watched.pid != pid
    assert fleet.running()["pod_1/worker"].pid == watched.pid


def test_a_part_that_keeps_dying_is_started_less_and_less_often(fleet: Fleet, supervisor: Supervisor) -> None:
    _watch(fleet, supervisor, Part("web", [sys.executable, "-c", "raise SystemExit(3)"], _well))
    watched = supervisor.watched["web"]
    told = _turn_until(supervisor, lambda: watched.restarts == 2)
    deaths = [sentence for sentence in told if "ended" in sentence]
    assert deaths[0].endswith("with exit code 3; it starts again in 0.5 s")
    assert deaths[1].endswith("with exit code 3; it starts again in 1 s")


def test_a_part_that_is_down_makes_the_whole_not_well(fleet: Fleet, supervisor: Supervisor) -> None:
    answers = iter(["no answer", None, None, None])
    _watch(fleet, supervisor, Part("web", SLEEPER, lambda: next(answers, None)))
    watched = supervisor.watched["web"]
    _turn_until(supervisor, lambda: watched.trouble == "no answer")
    assert not supervisor.well()
    assert watched.state == "no answer"
    _turn_until(supervisor, supervisor.well)


def test_what_a_killed_part_had_started_is_gone_before_it_starts_again(fleet: Fleet, supervisor: Supervisor) -> None:
    pid = _watch(fleet, supervisor, Part("web", WITH_CHILD, _well))
    _turn_until(supervisor, lambda: fleet.log("web").read_text().strip().isdecimal())
    grandchild = identify(int(fleet.log("web").read_text()))
    assert grandchild is not None
    os.kill(pid, signal.SIGKILL)
    _turn_until(supervisor, lambda: supervisor.watched["web"].start_again_at is not None)
    _turn_until(supervisor, lambda: not grandchild.alive())


def test_stopping_ends_what_was_started_and_nothing_else(fleet: Fleet, tmp_path: Path) -> None:
    stranger = start(SLEEPER, log=tmp_path / "stranger")
    parts = [Part(name, SLEEPER, _well) for name in ("directory/mariadb", "web", "pod_1/worker")]
    started = [fleet.start(part) for part in parts]
    fleet.stop()
    assert not any(process.alive() for process in started)
    assert fleet.running() == {}
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_what_a_killed_supervisor_left_behind_is_found_by_its_record(tmp_path: Path) -> None:
    left = Fleet(tmp_path)
    process = left.start(Part("pod_1/relay", SLEEPER, _well), outlive=True)
    found = Fleet(tmp_path)
    assert found.running() == {"pod_1/relay": process}
    found.stop()
    assert not process.alive()
    left.ended()


def test_a_part_that_does_not_come_up_is_told_with_the_end_of_its_log(fleet: Fleet) -> None:
    part = Part("web", [sys.executable, "-c", "raise SystemExit('no such setting')"], lambda: "no answer")
    fleet.start(part)
    with pytest.raises(SetupError, match=r"web does not start(?s:.*)no such setting"):
        fleet.wait(part)
