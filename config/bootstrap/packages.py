"""The Debian packages that Podium needs: the servers, a compiler for mysqlclient, a browser for the tests.

Only packages that start no system service are asked for: MariaDB's *-core packages, and redis-tools, which carries
the server's binary (redis-server is a link to it and a service).
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from config.bootstrap.errors import PackagesMissing, SetupError
from config.bootstrap.progress import say, step

SERVERS = (
    "mariadb-server-core",
    "mariadb-client-core",
    "mariadb-client",
    "redis-tools",
    "libmariadb-dev",
    "pkg-config",
    "build-essential",
)
BROWSER = ("chromium",)

INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")


def ensure_packages(*, browser: bool = False) -> None:
    """Install what is missing, as root; any other user gets the line to type.

    Raises PackagesMissing, with that line, when this user may not install packages.
    """
    wanted = [*SERVERS, *(BROWSER if browser else ()), *_python_packages()]
    if shutil.which("dpkg-query") is None:
        raise SetupError("Podium sets itself up on Debian and its relatives; this system has no dpkg-query.")
    missing = [name for name in wanted if not _installed(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise PackagesMissing(
            "These Debian packages are missing. Install them, then start this command again:\n"
            f"  sudo apt-get update && sudo {' '.join(INSTALL)} {' '.join(missing)}"
        )
    say(f"Installing Debian packages: {', '.join(missing)}")
    with step("Reading the package lists"):
        _apt(["apt-get", "update", "--quiet"])
    with step(f"Installing {len(missing)} Debian packages and what they need"):
        _apt([*INSTALL, *missing])


def redis_command(configuration: str) -> list[str]:
    """Return the command of a Redis server: redis-check-rdb is the same program, which goes by the name it is given."""
    if found := shutil.which("redis-server"):
        return [found, configuration]
    if found := shutil.which("redis-check-rdb"):
        return ["/bin/bash", "-c", 'exec -a redis-server "$0" "$1"', found, configuration]
    raise SetupError("There is no Redis on this machine: the Debian package redis-tools brings it.")


def mariadb_binary(name: str) -> str:
    """Return the path of one of MariaDB's programs; servers live in sbin, which is not on everybody's PATH."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
    if found is None:
        raise SetupError(f"There is no {name} on this machine: the Debian package mariadb-server-core brings it.")
    return found


def _python_packages() -> list[str]:
    """Debian splits Python: venv and headers are packages of their own. A Python from elsewhere has both or none."""
    lacks_venv = not _can_make_venvs()
    lacks_headers = not Path(sysconfig.get_path("include"), "Python.h").exists()
    if not (lacks_venv or lacks_headers):
        return []
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not Path(sys.base_prefix).samefile("/usr"):
        raise SetupError(f"{sys.executable} was built without ensurepip or without its headers; use a complete Python.")
    return [f"{version}-venv"] * lacks_venv + [f"{version}-dev"] * lacks_headers


def _can_make_venvs() -> bool:
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def _installed(name: str) -> bool:
    answer = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}", name], capture_output=True, text=True, check=False
    )
    return answer.stdout.startswith("ii")


def _apt(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        tail = "\n".join((answer.stdout + answer.stderr).strip().splitlines()[-15:])
        raise SetupError(f"`{' '.join(command)}` failed:\n{tail}")
