"""Runs one of the project's own commands to its end."""

import subprocess
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.errors import SetupError

LONGEST_S = 1800
LAST_LINES = 25


def run_command(arguments: list[str], environment: dict[str, str], *, log: Path) -> str:
    """Run `manage.py <arguments>` and return what it prints; what it says besides goes to `log`.

    Raises SetupError with the end of the log when it fails.
    """
    command = [str(paths.PYTHON), str(paths.ROOT / "manage.py"), *arguments]
    with log.open("a") as output:
        log.chmod(0o600)
        before = output.tell()
        answer = subprocess.run(
            command,
            env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        output.write(answer.stdout if answer.returncode else "")
    if answer.returncode != 0:
        said = log.read_bytes()[before:].decode(errors="replace")
        tail = "\n".join(said.splitlines()[-LAST_LINES:])
        raise SetupError(f"`manage.py {' '.join(arguments)}` failed. The end of {log}:\n{tail}")
    return answer.stdout


def migrate_schemas(environment: dict[str, str], *, log: Path) -> None:
    """Bring the schemas of the directory and the pods up to the code, as the database user who may."""
    run_command(["migrate_schemas"], {**environment, "PODIUM_DATABASE_USER": "migrator"}, log=log)
