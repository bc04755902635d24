"""Stops what a test run left running: fixtures of a pytest that was interrupted or killed tidied nothing up.

Every process of a run has the sandbox's home as its HOME, and nothing else has: that is how they are told.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.bootstrap.processes import ProcessId, identify, stop

PATIENCE_S = 30.0


def stop_strays(home: Path) -> None:
    """Stop every process whose HOME this folder is."""
    strays = _strays(home)
    with ThreadPoolExecutor(max_workers=max(1, len(strays))) as pool:
        list(pool.map(lambda process: stop(process, patience_s=PATIENCE_S), strays))


def _strays(home: Path) -> list[ProcessId]:
    pids = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal() and _is_at(each, home)]
    return [process for process in map(identify, pids) if process is not None]


def _is_at(process: Path, home: Path) -> bool:
    try:
        return f"HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or is somebody else's
        return False
