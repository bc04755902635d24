"""`manage.py test`: pytest on servers of its own, which are fast, empty and gone afterwards."""

import argparse
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from types import FrameType

from config.bootstrap import paths
from config.bootstrap.environment import read_environment, server_environment, write_environment
from config.bootstrap.passwords import Passwords
from config.bootstrap.ports import FREE_VARIABLE, LOOPBACK, share_of_free_range
from config.bootstrap.progress import say
from config.bootstrap.sandbox import Sandbox, drop, kept_sandbox, throwaway_sandbox
from config.bootstrap.strays import stop_strays

LONGEST_TMPDIR = 50
"""Programs put sockets in TMPDIR, and a socket's path ends at 107 bytes."""

MOST_PROCESSES = 8

ENVIRONMENT = "env"
"""The file in a sandbox's folder that holds its environment."""

SERVERS_VARIABLE = "PODIUM_TEST_SERVERS"
"""Names these files of all pytests; tests/side_by_side.py chooses among them."""


def main(arguments: list[str]) -> int:
    """Run pytest and return its exit code."""
    options, pytest_arguments = _parser().parse_known_args(arguments)
    if options.drop:
        dropped = [drop(_kept_name(options.drop, number)) for number in range(options.processes)]
        return 0 if all(dropped) else 1
    signal.signal(signal.SIGTERM, _as_interrupt)
    signal.signal(signal.SIGHUP, _as_interrupt)
    with ExitStack() as opened:
        sandboxes = [opened.enter_context(_sandbox(options.reuse, number)) for number in range(options.processes)]
        with ThreadPoolExecutor() as pool:
            list(pool.map(partial(_make_ready, of=len(sandboxes)), sandboxes, range(len(sandboxes))))
        say(f"  Running pytest; logs and environment are in {', '.join(str(each.folder) for each in sandboxes)}")
        if len(sandboxes) > 1:
            pytest_arguments = ["-p", "tests.side_by_side", "--numprocesses", str(len(sandboxes)), *pytest_arguments]
        variables = read_environment(sandboxes[0].folder / ENVIRONMENT) | {
            SERVERS_VARIABLE: os.pathsep.join(str(sandbox.folder / ENVIRONMENT) for sandbox in sandboxes)
        }
        try:
            return _pytest(pytest_arguments, {**outside(), **variables, "DJANGO_SETTINGS_MODULE": "tests.settings"})
        finally:
            for sandbox in sandboxes:
                stop_strays(sandbox.folder / "home")


def _sandbox(reuse: str | None, number: int) -> AbstractContextManager[Sandbox]:
    return kept_sandbox(_kept_name(reuse, number)) if reuse else throwaway_sandbox(_suffix(number))


def _kept_name(name: str, number: int) -> str:
    return f"{name}{_suffix(number)}"


def _suffix(number: int) -> str:
    return f"-{number + 1}" if number else ""


def _make_ready(sandbox: Sandbox, number: int, *, of: int) -> None:
    variables = environment(sandbox)
    if of > 1:
        variables[FREE_VARIABLE] = share_of_free_range(number, of)
    write_environment(sandbox.folder / ENVIRONMENT, variables)
    sandbox.migrate({**outside(), **variables})


def environment(sandbox: Sandbox) -> dict[str, str]:
    """Return the project's whole environment for these servers."""
    folder = sandbox.folder
    folders = {name: folder / name for name in ("home", "tmp", "media", "static", "built")}
    for path in folders.values():
        paths.private_folder(path)
    variables = {
        **server_environment(sandbox.servers),
        **{f"{home.name.upper()}_DATABASE_ROOT_URL": home.database.url("root") for home in sandbox.servers.homes},
        "PODIUM_SECRET_KEY": Passwords(folder / "secret").secret_key(),
        "PODIUM_HTTPS": "0",
        "PODIUM_DATABASE_USER": "app",
        "PODIUM_VAR": str(folder),
        "PODIUM_MEDIA_ROOT": str(folders["media"]),
        "PODIUM_STATIC_ROOT": str(folders["static"]),
        "PODIUM_GATEWAY_URL": f"http://{LOOPBACK}:{sandbox.ports['gateway']}",
        "PODIUM_GATEWAY_SECRET": Passwords(folder / "secret").password("gateway/webhooks"),
        "PODIUM_WEB_PORT": str(sandbox.ports["web"]),
        "HOME": str(folders["home"]),
    }
    if len(str(folders["tmp"])) <= LONGEST_TMPDIR:
        variables["TMPDIR"] = str(folders["tmp"])
    return variables


def outside() -> dict[str, str]:
    """Return the terminal's environment without anything of Podium's: a running `up` must not leak into the tests."""
    ours = ("PODIUM_", "POD_", "DIRECTORY_", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _pytest(arguments: list[str], variables: dict[str, str]) -> int:
    command = [str(paths.PYTHON), "-m", "pytest", *arguments]
    pytest = subprocess.Popen(command, env=variables)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT or not _typed_at_terminal():
            pytest.send_signal(signal.SIGINT)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        return pytest.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if pytest.poll() is None:
            pytest.kill()


def _typed_at_terminal() -> bool:
    """Ctrl-C reaches pytest without us: it is in the terminal's foreground group, too."""
    return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        description="Runs pytest on MariaDB and Redis servers of its own. Every other argument goes to pytest.",
        epilog="Example: python3 manage.py test --reuse mine tests/pods -x",
        allow_abbrev=False,
    )
    parser.add_argument("--reuse", metavar="NAME", help="keep the servers for the next run with the same NAME")
    parser.add_argument(
        "--processes", metavar="N", type=_count, default=1, help="run N pytests at a time, each on servers of its own"
    )
    parser.add_argument("--drop", metavar="NAME", help="stop and delete the servers that --reuse NAME kept")
    return parser


def _count(raw: str) -> int:
    if not raw.isdecimal() or not 1 <= int(raw) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_PROCESSES}")
    return int(raw)
