"""`up --detach`: the supervisor runs in the background; we tell what it says until everything works."""

import sys
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.errors import SetupError
from config.bootstrap.installation import Installation
from config.bootstrap.lifetime import Lifetime
from config.bootstrap.processes import ProcessId, identify_child, start, stop, wait_until
from config.bootstrap.progress import say

LONGEST_S = 1800.0


def detach(here: Installation) -> None:
    """Return when everything works; when a supervisor runs already, it is the one that is waited for."""
    lifetime = Lifetime(here.folder)
    log = paths.private_folder(here.folder / "log") / "up.log"
    said_before = log.stat().st_size if log.exists() else 0
    if supervisor := lifetime.supervisor():
        say(f"Podium already runs here (process {supervisor.pid}).")
        _wait(supervisor, lifetime, _Reader(log, said_before))
        return
    command = [str(paths.PYTHON), str(paths.ROOT / "manage.py"), "up", "--in-background"]
    supervisor = identify_child(start(command, log=log, outlive=True))
    reader = _Reader(log, said_before)
    try:
        _wait(supervisor, lifetime, reader)
    except KeyboardInterrupt:
        say("Stopping what was started.")
        stop(supervisor, patience_s=90.0)
        raise


class _Reader:
    """Tells the lines that were added to a log since the last look."""

    def __init__(self, log: Path, start_at: int) -> None:
        self._log = log
        self._told = start_at

    def tell(self) -> None:
        with self._log.open("rb") as file:
            file.seek(self._told)
            added = file.read()
        self._told += len(added)
        sys.stderr.write(added.decode(errors="replace"))
        sys.stderr.flush()


def _wait(supervisor: ProcessId, lifetime: Lifetime, reader: _Reader) -> None:
    def ready() -> bool:
        reader.tell()
        return lifetime.ready()

    if not wait_until(ready, supervisor, longest_s=LONGEST_S):
        reader.tell()
        raise SetupError("Podium did not come up; the lines above say why.")
