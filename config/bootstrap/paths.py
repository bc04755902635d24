"""Where things are in the checkout. Apart from the Debian packages everything Podium writes lies below ROOT."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"

VAR = Path(os.environ.get("PODIUM_VAR", ROOT / "var")).absolute()
UP = VAR / "up"
TEST = VAR / "test"
DOWNLOADS = VAR / "cache"


def private_folder(path: Path) -> Path:
    """Make a folder, with its parents, that only this user can look into; return it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, in one step: nobody sees it half written."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)


def holds(path: Path, text: str) -> bool:
    """Say whether the file is there and holds exactly this text."""
    return path.exists() and path.read_text() == text
