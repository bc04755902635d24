"""The documents say what is there: links lead somewhere, and commands, files and tests that they name exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from config.bootstrap.launcher import COMMANDS
from tests.architecture.sources import ROOT, sources

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(\S.*)$", re.MULTILINE)
COMMAND = re.compile(r"manage\.py +([a-z_]+)")
OUR_FILE = re.compile(r"\b(?:pods|shop|config|tests|docs)/[\w./-]*\w/?")
TEST = re.compile(r"\btest_\w+\b(?!\.py)")

DOCUMENT = re.compile(r"\bdocs/[\w./-]+\.md\b")

DECISION_PARTS = ["Context", "Decision", "What was measured", "Consequences"]
LARGEST_PICTURE = 200_000

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def _code(document: Path) -> Iterator[str]:
    """Yield what is set as code: between backquotes, or indented."""
    for span, line in CODE.findall(document.read_text(encoding="utf-8")):
        yield span or line


def _anchors(document: Path) -> set[str]:
    """Return what a heading is called in a link: lower case, without signs, hyphens for spaces."""
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _leads_nowhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    inside = target.is_relative_to(ROOT) and target.exists()
    return not inside or bool(anchor and anchor not in _anchors(target))


@every_document
def test_every_link_leads_to_a_file_or_a_heading_of_ours(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and _leads_nowhere(document, link)] == []


@every_document
def test_every_command_exists(document: Path) -> None:
    named = {name for code in _code(document) for name in COMMAND.findall(code)}
    assert sorted(named - set(COMMANDS) - set(get_commands())) == []


@every_document
def test_every_file_exists(document: Path) -> None:
    named = {path for code in _code(document) for path in OUR_FILE.findall(code)}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@every_document
def test_every_test_exists(document: Path) -> None:
    there = {name for source in sources("tests") for name in re.findall(r"\bdef (test_\w+)", source.text)}
    named = {name for code in _code(document) for name in TEST.findall(code)}
    assert sorted(named - there - set(get_commands())) == []


@pytest.mark.parametrize("document", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_the_same_parts(document: Path) -> None:
    assert HEADING.findall(document.read_text(encoding="utf-8"))[1:] == DECISION_PARTS


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_document_and_picture_is_linked() -> None:
    linked = {
        (document.parent / link.partition("#")[0]).resolve()
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text(encoding="utf-8"))
    }
    assert {*DOCUMENTS, *PICTURES} - linked - {ROOT / "README.md"} == set()


def test_every_document_that_the_code_names_exists() -> None:
    named = {(source.path, path) for source in sources() for path in DOCUMENT.findall(source.text)}
    assert named
    assert sorted(each for each in named if not (ROOT / each[1]).exists()) == []


def test_pictures_are_small() -> None:
    assert [path.name for path in PICTURES if path.stat().st_size > LARGEST_PICTURE] == []
