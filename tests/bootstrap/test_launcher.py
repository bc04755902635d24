"""`manage.py` on a machine that is not what it should be."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.bootstrap.paths import ROOT

AS_PYTHON = """
import runpy, sys
sys.version_info = {version}
sys.argv = ["manage.py", "up"]
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.mark.parametrize("version", [(2, 7, 18, "final", 0), (3, 6, 0, "final", 0), (3, 11, 9, "final", 0)])
def test_an_old_python_is_told_in_one_line_what_is_needed(version: tuple[object, ...]) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", AS_PYTHON.format(version=version)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert "needs Python 3.12 or newer" in line
    assert f"Python {version[0]}.{version[1]}" in line


def test_manage_py_uses_nothing_that_an_old_python_cannot_parse() -> None:
    tree = ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 4))
    newer = [
        node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.NamedExpr | ast.Starred)
    ]
    assert not newer


def test_a_real_old_python_is_told_as_well() -> None:
    old = next((found for found in ("/usr/bin/python3", "/usr/local/bin/python3") if _is_old(found)), None)
    if old is None:
        pytest.skip("no Python older than 3.12 on this machine")
    answer = subprocess.run([old, str(ROOT / "manage.py"), "up"], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1


def _is_old(python: str) -> bool:
    if not Path(python).exists():
        return False
    probe = "import sys; sys.exit(sys.version_info >= (3, 12))"
    return subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode == 0


def test_the_overview_names_our_commands_and_djangos() -> None:
    answer = _manage("help")
    assert answer.returncode == 0
    for command in ("up", "down", "status", "test", "migrate_schemas"):
        assert f"  {command}" in answer.stdout


def test_a_test_run_has_help_of_its_own() -> None:
    answer = _manage("test", "--help")
    assert answer.returncode == 0
    assert "--reuse NAME" in answer.stdout


def test_status_and_down_work_where_nothing_was_ever_started(tmp_path: Path) -> None:
    assert _manage("down", PODIUM_VAR=str(tmp_path)).returncode == 0
    assert _manage("status", PODIUM_VAR=str(tmp_path)).returncode == 3


def _manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, "PODIUM_BASE_PORT": "31000", "PODIUM_WEB_PORT": "31999", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
