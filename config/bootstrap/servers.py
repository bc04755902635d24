"""All MariaDB and Redis servers of one machine: the directory's, and those of each pod."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap.mariadb import MariaDB
from config.bootstrap.passwords import Passwords
from config.bootstrap.paths import private_folder
from config.bootstrap.redis import Redis, Use

Server = MariaDB | Redis


@dataclass(frozen=True, slots=True)
class Home:
    """The directory, or one pod, on this machine."""

    name: str
    pod: int | None
    database: MariaDB
    redises: tuple[Redis, ...]


@dataclass(frozen=True, slots=True)
class Servers:
    """Every server below one folder."""

    homes: tuple[Home, ...]

    def __iter__(self) -> Iterator[Server]:
        for home in self.homes:
            yield home.database
            yield from home.redises

    def prepare(self, some: list[Server]) -> None:
        """Make data directories and configurations of these servers, all at a time. None of them may be running."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda server: server.prepare(), some))


def parts_of(pods: list[int]) -> list[str]:
    """Return the names of all servers for these pods: what a plan of ports must cover."""
    pod_parts = [f"pod_{pod}/{server}" for pod in pods for server in ("mariadb", Use.CACHE, Use.BROKER)]
    return ["directory/mariadb", f"directory/{Use.DIRECTORY}", *pod_parts]


def describe(folder: Path, *, pods: list[int], port_of: Callable[[str], int], durable: bool) -> Servers:
    """Describe the servers of the directory and of these pods below `folder`; nothing is started."""
    private_folder(folder)
    passwords = Passwords(folder / "secret")

    def home(name: str, pod: int | None, uses: tuple[Use, ...]) -> Home:
        place = folder / name
        database = MariaDB(name, place, port_of(f"{name}/mariadb"), pod, passwords, durable=durable)
        redises = tuple(Redis(name, use, place, port_of(f"{name}/{use}"), passwords) for use in uses)
        return Home(name, pod, database, redises)

    directory = home("directory", None, (Use.DIRECTORY,))
    return Servers((directory, *(home(f"pod_{pod}", pod, (Use.CACHE, Use.BROKER)) for pod in pods)))
