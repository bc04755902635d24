"""Every variable that is read is documented, and nothing is documented that nobody reads."""

import re

from config.bootstrap.paths import ROOT

NAME = re.compile(r"\b(?:PODIUM|PROMETHEUS)_[A-Z0-9_]*[A-Z0-9]\b")
READ = re.compile(r"""["']((?:PODIUM|PROMETHEUS)_[A-Z0-9_]*[A-Z0-9])["']""")


def _read() -> set[str]:
    sources = [path for folder in ("config", "pods", "shop") for path in (ROOT / folder).rglob("*.py")]
    return {name for source in sources for name in READ.findall(source.read_text())}


def test_docs_configuration_names_exactly_the_variables_that_are_read() -> None:
    documented = set(NAME.findall((ROOT / "docs" / "configuration.md").read_text()))
    read = _read()
    assert sorted(read - documented) == [], "read, and not documented"
    assert sorted(documented - read) == [], "documented, and not read"
