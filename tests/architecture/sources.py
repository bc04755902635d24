"""The project's Python files, parsed once. Migrations are left out: Django writes them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = ("config", "pods", "shop")
ALL = (*PRODUCTION, "tests")


@dataclass(frozen=True)
class Source:
    """One file: its path from the repository's root, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The first two parts of the path: "shop/orders"."""
        return "/".join(self.path.split("/")[:2])

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def lines(self) -> int:
        """The number of its lines."""
        return self.text.count("\n")

    def starts_with(self, *folders: str) -> bool:
        """Say whether the file lies in one of the folders."""
        return self.path.startswith(tuple(f"{folder}/" for folder in folders))


def read(text: str, path: str = "shop/orders/example.py") -> Source:
    """Parse a text as if it were that file."""
    return Source(path=path, text=text, tree=ast.parse(text, path))


@cache
def _of_folder(folder: str) -> tuple[Source, ...]:
    files = sorted((ROOT / folder).rglob("*.py"))
    return tuple(
        read(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
        for file in files
        if "migrations" not in file.parts
    )


def sources(*folders: str) -> Iterator[Source]:
    """Yield the files of these folders, in order of their paths; those of the whole project without any."""
    for folder in folders or ALL:
        yield from _of_folder(folder)
