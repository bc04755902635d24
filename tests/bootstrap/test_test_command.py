"""`manage.py test` itself: it passes pytest's answer on, and leaves nothing behind however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.bootstrap.errors import SetupError
from config.bootstrap.fleet import Fleet
from config.bootstrap.paths import ROOT
from config.bootstrap.processes import ProcessId, identify, stop, wait_until
from config.bootstrap.sandbox import kept_sandbox
from config.bootstrap.strays import stop_strays

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_S = 500
"""Servers are started and migrated, beside whatever else this machine does."""

ONE_PASSES_ONE_FAILS = """
import os, MySQLdb
from urllib.parse import urlsplit

def test_the_app_user_is_there_and_the_schema_too():
    url = urlsplit(os.environ["POD_2_DATABASE_URL"])
    connection = MySQLdb.connect(
        host=url.hostname, port=url.port, user=url.username, password=url.password, database="podium"
    )
    cursor = connection.cursor()
    cursor.execute("SELECT CURRENT_USER(), COUNT(*) FROM residency")
    assert cursor.fetchone() == ("app@127.0.0.1", 0)
    connection.close()

def test_fails():
    assert False
"""

WAITS = """
import pathlib, subprocess, time

def test_waits():
    stray = subprocess.run(
        ["sh", "-c", "setsid sleep 600 > /dev/null 2>&1 & echo $!"], stdout=subprocess.PIPE, text=True, check=True
    )
    pathlib.Path(__file__).with_name("stray").write_text(stray.stdout)
    pathlib.Path(__file__).with_name("waiting").touch()
    time.sleep(600)
"""


WHICH_SERVERS = """
import os, pathlib

def test_which_servers():
    pathlib.Path(__file__).with_suffix(".servers").write_text(os.environ["POD_2_DATABASE_URL"])
"""


def _command(folder: Path, tests: str, *options: str) -> list[str]:
    (folder / "test_given.py").write_text(tests)
    pytest_arguments = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "-p",
        "no:cacheprovider",
        "-q",
        str(folder),
    ]
    return [sys.executable, str(ROOT / "manage.py"), "test", *options, *pytest_arguments]


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PODIUM_VAR": str(folder / "var")}


def test_pytests_exit_code_and_closing_line_are_passed_on_and_the_servers_are_gone(tmp_path: Path) -> None:
    """Two processes at a time have servers of their own, and one closing line."""
    for name in ("test_other_one.py", "test_other_two.py", "test_other_three.py", "test_other_four.py"):
        (tmp_path / name).write_text(WHICH_SERVERS)
    answer = subprocess.run(
        _command(tmp_path, ONE_PASSES_ONE_FAILS, "--processes", "2"),
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert answer.stdout.strip().splitlines()[-1].startswith("1 failed, 5 passed in ")
    assert len({found.read_text() for found in tmp_path.glob("*.servers")}) == 2
    assert list((tmp_path / "var" / "test").iterdir()) == []


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[ProcessId]]]:
    """Yield a run that waits in a test, and the processes of its servers."""
    run = subprocess.Popen(_command(tmp_path, WAITS), env=_environment(tmp_path))
    process = identify(run.pid)
    assert process is not None
    try:
        assert wait_until((tmp_path / "waiting").exists, process, longest_s=PATIENCE_S)
        (folder,) = (tmp_path / "var" / "test").iterdir()
        yield run, list(Fleet(folder).running().values())
    finally:
        stop(process)
        run.wait()
        for folder in (tmp_path / "var" / "test").iterdir():
            stop_strays(folder / "home")


def test_sigterm_ends_the_tests_and_their_servers(
    waiting: tuple[subprocess.Popen[bytes], list[ProcessId]], tmp_path: Path
) -> None:
    run, servers = waiting
    assert len(servers) == 8
    stray = identify(int((tmp_path / "stray").read_text()))
    assert stray is not None
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=60) == 2, "pytest's own answer to an interrupt"
    assert not any(process.alive() for process in (stray, *servers))
    assert list((tmp_path / "var" / "test").iterdir()) == []


def test_servers_die_with_a_run_that_is_killed(
    waiting: tuple[subprocess.Popen[bytes], list[ProcessId]],
) -> None:
    run, servers = waiting
    run.kill()
    run.wait()
    for server in servers:
        wait_until(lambda: False, server, longest_s=30)
    assert not any(server.alive() for server in servers)


@pytest.mark.parametrize("name", ["../up", "run-7", "", "a b"])
def test_kept_servers_have_names_that_are_folders_of_their_own(name: str) -> None:
    with pytest.raises(SetupError, match="cannot name test servers"), kept_sandbox(name):
        pass
