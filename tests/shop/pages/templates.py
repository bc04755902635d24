"""Every template of the project, as text."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def templates() -> dict[str, str]:
    """Return path and text of each template."""
    files = sorted(
        file for folder in ("config", "pods", "shop") for file in (ROOT / folder).rglob("templates/**/*.html")
    )
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}
