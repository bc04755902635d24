"""The virtual environment: .venv, with exactly what requirements.txt pins, every file checked by its hash."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.errors import SetupError
from config.bootstrap.progress import say, step

STAMP = "requirements.sha256"


def inside_venv() -> bool:
    """Say whether this process already runs the checkout's own Python."""
    return Path(sys.prefix).resolve() == paths.VENV.resolve()


def ensure_venv() -> None:
    """Make .venv and install the requirements, once; later calls compare one hash. Safe to run twice at a time."""
    wanted = hashlib.sha256(paths.REQUIREMENTS.read_bytes()).hexdigest()
    if _usable() and _stamp() == wanted:
        return
    with _one_at_a_time():
        if not _usable():
            with step(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor}"):
                _run([sys.executable, "-m", "venv", "--clear", str(paths.VENV)])
        if _stamp() != wanted:
            _install()
            (paths.VENV / STAMP).write_text(wanted)


def _install() -> None:
    pins = sum(1 for line in paths.REQUIREMENTS.read_text().splitlines() if "==" in line and line[0].isalnum())
    say(f"Installing {pins} Python packages into .venv")
    with step("Downloading and building Python packages"):
        pip = [str(paths.PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input"]
        _run([*pip, "--requirement", str(paths.REQUIREMENTS)])


def _usable() -> bool:
    """Say no to a .venv that was left half made, or whose Python has gone or is too old: it is made again."""
    if not paths.PYTHON.exists() or not (paths.VENV / "bin" / "pip").exists():
        return False
    probe = "import sys; sys.exit(sys.version_info < (3, 12))"
    return subprocess.run([str(paths.PYTHON), "-c", probe], capture_output=True, check=False).returncode == 0


def _stamp() -> str:
    stamp = paths.VENV / STAMP
    return stamp.read_text() if stamp.exists() else ""


def _run(command: list[str]) -> None:
    downloads = paths.private_folder(paths.DOWNLOADS)
    environment = {
        **os.environ,
        "PIP_CACHE_DIR": str(downloads / "pip"),
        "TMPDIR": str(paths.private_folder(downloads / "tmp")),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_PROGRESS_BAR": "off",
    }
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        tail = "\n".join((answer.stdout + answer.stderr).strip().splitlines()[-25:])
        raise SetupError(f"`{' '.join(command)}` failed:\n{tail}")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (paths.private_folder(paths.VAR) / "venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
