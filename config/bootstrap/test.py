"""`manage.py test`: pytest on servers of its own, which are fast, empty and gone afterwards."""

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType

from config.bootstrap import paths
from config.bootstrap.environment import server_environment, write_environment
from config.bootstrap.passwords import Passwords
from config.bootstrap.ports import LOOPBACK
from config.bootstrap.progress import say
from config.bootstrap.sandbox import Sandbox, drop, kept_sandbox, throwaway_sandbox

LONGEST_TMPDIR = 50
"""Programs put sockets in TMPDIR, and a socket's path ends at 107 bytes."""

PATIENCE_S = 60.0


def main(arguments: list[str]) -> int:
    """Run pytest and return its exit code."""
    options, pytest_arguments = _parser().parse_known_args(arguments)
    if options.drop:
        return 0 if drop(options.drop) else 1
    signal.signal(signal.SIGTERM, _as_interrupt)
    signal.signal(signal.SIGHUP, _as_interrupt)
    opened = kept_sandbox(options.reuse) if options.reuse else throwaway_sandbox()
    with opened as sandbox:
        variables = environment(sandbox)
        write_environment(sandbox.folder / "env", variables)
        sandbox.migrate({**outside(), **variables})
        say(f"  Running pytest; logs and environment are in {sandbox.folder}")
        return _pytest(pytest_arguments, {**outside(), **variables, "DJANGO_SETTINGS_MODULE": "tests.settings"})


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
    parser.add_argument("--drop", metavar="NAME", help="stop and delete the servers that --reuse NAME kept")
    return parser
