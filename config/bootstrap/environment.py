"""The environment that the project runs with, as a file of NAME=value lines that only the owner reads."""

import os
from pathlib import Path

from config.bootstrap.errors import SetupError
from config.bootstrap.paths import write_private
from config.bootstrap.redis import Use
from config.bootstrap.servers import Home, Servers


def server_environment(servers: Servers) -> dict[str, str]:
    """Return the variables that name each database and Redis."""
    variables: dict[str, str] = {}
    for home in servers.homes:
        variables |= _home_environment(home)
    return variables


def _home_environment(home: Home) -> dict[str, str]:
    prefix = home.name.upper()
    variables = {
        f"{prefix}_DATABASE_URL": home.database.url("app"),
        f"{prefix}_DATABASE_MIGRATOR_URL": home.database.url("migrator"),
    }
    for server in home.redises:
        if server.use is Use.DIRECTORY:
            variables[f"{prefix}_CACHE_URL"] = server.url(0)
            variables[f"{prefix}_BROKER_URL"] = server.url(1)
        else:
            variables[f"{prefix}_{server.use.upper()}_URL"] = server.url()
    if home.pod is not None:
        variables[f"{prefix}_DATABASE_MOVER_URL"] = home.database.url("mover")
    return variables


def write_environment(path: Path, variables: dict[str, str]) -> None:
    """Write the file anew."""
    bad = [name for name, value in variables.items() if "\n" in value]
    if bad:
        raise SetupError(f"{bad[0]} has a line break in its value, which {path} cannot hold.")
    write_private(path, "".join(f"{name}={value}\n" for name, value in variables.items()))


def read_environment(path: Path) -> dict[str, str]:
    """Read such a file; empty lines and lines that begin with # say nothing."""
    variables: dict[str, str] = {}
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.isidentifier():
            raise SetupError(f"{path}, line {number}, is not NAME=value.")
        variables[name] = value
    return variables


def load_environment(path: Path) -> None:
    """Put the file's variables into this process' environment; one that is already set wins."""
    for name, value in read_environment(path).items():
        os.environ.setdefault(name, value)
