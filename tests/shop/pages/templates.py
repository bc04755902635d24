"""Every template of the project, as text."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def templates() -> dict[str, str]:
    """Return path and text of each template that people see; a benchmark's page is bare on purpose."""
    files = sorted(
        file
        for folder in ("config", "pods", "shop")
        for file in (ROOT / folder).rglob("templates/**/*.html")
        if not file.is_relative_to(ROOT / "config/bench")
    )
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}
