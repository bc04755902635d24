"""Processes are known by more than their pid, and end with everything they started."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.bootstrap.paths import ROOT
from config.bootstrap.processes import ProcessId, identify, start, stop, wait_until

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [
    *(sys.executable, "-c"),
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def _started(command: list[str], log: Path) -> tuple[subprocess.Popen[bytes], ProcessId]:
    child = start(command, log=log)
    process = identify(child.pid)
    assert process is not None
    assert wait_until(lambda: "up" in log.read_text(), process, longest_s=20)
    return child, process


@pytest.fixture
def sleeper(log: Path) -> Iterator[tuple[subprocess.Popen[bytes], ProcessId]]:
    child, process = _started(SLEEPER, log)
    yield child, process
    child.kill()
    child.wait()


def test_a_process_is_stopped(sleeper: tuple[subprocess.Popen[bytes], ProcessId]) -> None:
    child, process = sleeper
    stop(process)
    assert child.wait(timeout=10) == -15
    assert not process.alive()


def test_a_recycled_pid_is_left_alone(sleeper: tuple[subprocess.Popen[bytes], ProcessId]) -> None:
    child, process = sleeper
    before = replace(process, started=process.started - 1)
    assert not before.alive()
    stop(before)
    assert child.poll() is None


def test_a_pid_of_an_earlier_boot_is_left_alone(sleeper: tuple[subprocess.Popen[bytes], ProcessId]) -> None:
    child, process = sleeper
    stop(replace(process, boot="another"))
    assert child.poll() is None


def test_a_process_that_does_not_listen_is_killed(log: Path) -> None:
    child, process = _started(DEAF, log)
    stop(process, patience_s=0.2)
    assert child.wait(timeout=10) == -9


def test_a_child_dies_with_a_starter_that_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "import sys, time; from pathlib import Path; from config.bootstrap.processes import start;"
            f"child = start({SLEEPER!r}, log=Path({str(tmp_path / 'child')!r}));"
            "print(child.pid, flush=True); time.sleep(600)",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout is not None
    child = int(starter.stdout.readline())
    process = identify(child)
    assert process is not None
    assert wait_until(lambda: "up" in (tmp_path / "child").read_text(), process, longest_s=20)
    handle = os.pidfd_open(child)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    assert poll.poll(10_000), "the child outlived its starter"
    os.close(handle)


def test_waiting_ends_at_once_when_the_process_has_ended(log: Path) -> None:
    child = start([sys.executable, "-c", ""], log=log)
    process = identify(child.pid)
    if process is not None:
        assert not wait_until(lambda: False, process, longest_s=60)
    child.wait()


def test_a_zombie_is_not_alive(log: Path) -> None:
    child = start([sys.executable, "-c", ""], log=log)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert identify(child.pid) is None
    child.wait()


def test_a_log_is_private(log: Path, sleeper: tuple[subprocess.Popen[bytes], ProcessId]) -> None:
    assert log.stat().st_mode & 0o777 == 0o600
