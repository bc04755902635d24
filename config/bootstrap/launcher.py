"""Decides what `manage.py <command>` means: one of ours (up, down, status, test), or one of Django's.

Runs on any Python from 3.12 on with nothing installed; whatever needs more goes on in .venv's Python.
"""

import os
from importlib import import_module
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.errors import SetupError
from config.bootstrap.packages import ensure_packages
from config.bootstrap.progress import say
from config.bootstrap.venv import ensure_venv, inside_venv

COMMANDS = {
    "up": "install what is missing, start everything on this machine, show its state until Ctrl-C",
    "down": "stop everything that `up` started",
    "status": "ask each part how it is",
    "test": "run the tests on servers of their own: test [--reuse NAME] [pytest's arguments]",
    "bench": "measure, on servers of its own: bench routing | isolation | migrate | checkout",
}
INSTALLING = {"up", "test", "bench"}

ENVIRONMENT_VARIABLE = "PODIUM_ENV"
MIGRATING = {"migrate", "migrate_schemas"}
"""Commands that run as the database user who may change schemas, on a machine whose environment is in a file."""

NO_ANSWER = {2002, 2003, 2005, 2006, 2013}
"""What MariaDB's client says when it cannot connect, or loses the connection."""

MARK = "DIRECTORY_DATABASE_URL"
"""Set in every complete environment: then none is loaded from a file."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; what is wrong with the machine is told in one sentence."""
    try:
        return _run(arguments)
    except SetupError as error:
        say(f"podium: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return 130


def _run(arguments: list[str]) -> int:
    command = arguments[0] if arguments else "help"
    if command in INSTALLING and not {"-h", "--help"} & set(arguments[1:2]):
        ensure_packages(browser=command == "test")
        ensure_venv()
    if not inside_venv():
        if paths.PYTHON.exists():
            same = [str(paths.PYTHON), str(paths.ROOT / "manage.py"), *arguments]
            os.execv(same[0], same)  # noqa: S606  (we become the other Python)
        return _without_venv(command)
    if command in COMMANDS:
        module = import_module(f"config.bootstrap.{command}")
        return int(module.main(arguments[1:]))
    return _django(arguments)


def _without_venv(command: str) -> int:
    if command in {"help", "-h", "--help", *INSTALLING}:
        say(_overview())
        return 0
    if command in COMMANDS:
        say("Nothing of Podium has been started here yet: python3 manage.py up")
        return 0
    raise SetupError(f"`{command}` needs what `python3 manage.py up` installs; start that first.")


def _django(arguments: list[str]) -> int:
    """Hand the command to Django, with the environment of PODIUM_ENV or of `up` when the process has none."""
    environment = Path(os.environ.get(ENVIRONMENT_VARIABLE) or paths.UP / "env")
    if MARK not in os.environ and environment.exists():
        from config.bootstrap.environment import load_environment

        if arguments[:1] and arguments[0] in MIGRATING:
            os.environ.setdefault("PODIUM_DATABASE_USER", "migrator")
        load_environment(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    if not arguments or arguments in (["help"], ["--help"], ["-h"]):
        print(_overview(), flush=True)
    try:
        execute_from_command_line(["manage.py", *arguments])
    except OperationalError as error:
        if error.args[0] not in NO_ANSWER or "--traceback" in arguments:
            raise
        raise SetupError(
            f"A database does not answer: {error.args[-1]}. `python3 manage.py status` tells which; "
            "`python3 manage.py up` starts them all."
        ) from error
    return 0


def _overview() -> str:
    lines = [f"  {name:8}{meaning}" for name, meaning in COMMANDS.items()]
    return "\n".join(["Podium on this machine:", *lines, ""])
