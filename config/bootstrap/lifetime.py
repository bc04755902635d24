"""One supervisor at a time: its lock, its record, and how it is asked to end."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from config.bootstrap.errors import SetupError
from config.bootstrap.paths import private_folder, write_private
from config.bootstrap.processes import ProcessId, identify


class Lifetime:
    """The supervisor of one folder, whichever process it is."""

    def __init__(self, folder: Path) -> None:
        self._lock = private_folder(folder) / "lock"
        self._record = folder / "supervisor.json"

    def supervisor(self) -> ProcessId | None:
        """Return the process that supervises now, None when there is none."""
        fields = self._read()
        process = ProcessId(**fields["process"]) if fields else None
        return process if process and process.alive() else None

    def ready(self) -> bool:
        """Say whether the supervisor has everything up."""
        return self.supervisor() is not None and bool(self._read()["ready"])

    def announce_ready(self) -> None:
        """Record that everything is up; called by the supervisor."""
        self._write(ready=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the supervisor; a second one is refused. SIGTERM and SIGHUP mean what Ctrl-C means."""
        with self._lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                other = self.supervisor()
                raise SetupError(
                    f"Podium already runs here{f' (process {other.pid})' if other else ''}: "
                    "`python3 manage.py status` shows how it is, `python3 manage.py down` stops it."
                ) from None
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, _interrupt)
            self._write(ready=False)
            try:
                yield
            finally:
                self._record.unlink(missing_ok=True)

    def _write(self, *, ready: bool) -> None:
        me = identify(os.getpid())
        if me is None:
            raise SetupError("/proc is not mounted; Podium finds its processes there.")
        write_private(self._record, json.dumps({"process": me.record(), "ready": ready}))

    def _read(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self._record.read_text()) if self._record.exists() else {}
        return fields


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C break the stopping itself."""
    before = {
        number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
