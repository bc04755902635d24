"""Processes that we started, known by pid and start time, so that a recycled pid is never touched.

A process is started as the leader of its own session: Ctrl-C at our terminal does not reach it, and it can be
stopped with everything it started itself.
"""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap.errors import SetupError

LOOK_AGAIN_S = 0.05


@dataclass(frozen=True, slots=True)
class ProcessId:
    """One process, for ever: `started` is its start in clock ticks since boot, `boot` tells one boot from the next."""

    pid: int
    started: int
    boot: str

    def alive(self) -> bool:
        """Say whether this very process still runs; a zombie does not."""
        return identify(self.pid) == self

    def record(self) -> dict[str, int | str]:
        """Return it as plain data, for a file."""
        return {"pid": self.pid, "started": self.started, "boot": self.boot}


def identify(pid: int) -> ProcessId | None:
    """Return who has this pid now; None when nobody has it, or only a zombie."""
    try:
        state, process = _look(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state in {"Z", "X"} else process


def identify_child(child: subprocess.Popen[bytes]) -> ProcessId:
    """Return who our child is, even when it has ended already: nobody else has its pid until we have reaped it."""
    _state, process = _look(child.pid)
    return process


def _look(pid: int) -> tuple[str, ProcessId]:
    state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return state, ProcessId(pid, int(fields[18]), boot)


def start(
    command: list[str],
    *,
    log: Path,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    outlive: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a process in its own session, its output appended to `log`.

    Unless it may `outlive` us, the kernel sends it SIGTERM when we die, even by kill -9 (setpriv asks for that).
    """
    if not outlive:
        command = ["/usr/bin/setpriv", "--pdeathsig", "TERM", "--", *command]
    with log.open("ab") as output:
        log.chmod(0o600)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )


def stop(process: ProcessId, *, patience_s: float = 20.0) -> None:
    """Ask a process to end, wait, then kill it and whatever is left of its session's group. A stranger is left alone.

    The pidfd pins the process: between the look at its start time and the signal nobody else can take its pid.
    """
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        if not process.alive():
            return
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        if not _ended(handle, patience_s) and process.alive():
            os.killpg(process.pid, signal.SIGKILL)
            if not _ended(handle, patience_s):
                raise SetupError(f"Process {process.pid} does not end, not even by SIGKILL.")
    finally:
        os.close(handle)


def wait_until(happened: Callable[[], bool], process: ProcessId, *, longest_s: float) -> bool:
    """Wait until something has happened; False as soon as the process that should do it has ended, or in the end."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        give_up = time.monotonic() + longest_s
        while process.alive() and time.monotonic() < give_up:
            if happened():
                return True
            if _ended(handle, LOOK_AGAIN_S):
                return False
        return False
    finally:
        os.close(handle)


def _ended(handle: int, patience_s: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(patience_s * 1000))
