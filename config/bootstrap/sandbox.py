"""The servers of a test run: below var/test/<name>, on free ports; without any care for power cuts unless asked for.

A throwaway sandbox dies with its run. A kept one stays for the next run with its name; only servers that are dead or
configured differently are started again, and the schema is made anew when a migration has changed.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.commands import migrate_schemas
from config.bootstrap.errors import SetupError
from config.bootstrap.fleet import Fleet
from config.bootstrap.ports import free_ports
from config.bootstrap.processes import ProcessId, identify
from config.bootstrap.progress import say, step
from config.bootstrap.servers import Servers, describe, parts_of
from config.bootstrap.strays import stop_strays

PODS = [1, 2]
RUN_PREFIX = "run-"
SCHEMA_SOURCES = ("*/*/migrations/*.py", "pods/db/*.py", "config/settings/apps.py", "requirements.txt")


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Running servers, and the ports that were chosen for them."""

    folder: Path
    servers: Servers
    ports: dict[str, int]

    def migrate(self, variables: dict[str, str]) -> None:
        """Bring the schema up to the code; what was migrated from other sources is thrown away first."""
        stamp, wanted = self.folder / "schema.sha256", _schema_fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        if stamp.exists():
            stamp.unlink()
            for home in self.servers.homes:
                home.database.empty()
        with step("Migrating the directory and the pods"):
            migrate_schemas(variables, log=self.folder / "migrate.log")
        stamp.write_text(wanted)


@contextmanager
def throwaway_sandbox(suffix: str = "", *, durable: bool = False) -> Iterator[Sandbox]:
    """Yield servers that are stopped and deleted afterwards, whatever happens. Durable ones write as `up`'s do."""
    _sweep()
    folder = paths.private_folder(paths.TEST / f"{RUN_PREFIX}{os.getpid()}{suffix}")
    me = identify(os.getpid())
    assert me is not None
    (folder / "owner.json").write_text(json.dumps(me.record()))
    fleet = Fleet(folder)
    try:
        yield _start(folder, fleet, outlive=False, durable=durable)
    finally:
        fleet.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_sandbox(name: str) -> Iterator[Sandbox]:
    """Yield servers that stay for the next run with this name. Two runs at a time are refused."""
    folder = paths.private_folder(_kept_folder(name))
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(f"Another test run uses the servers named {name}; choose another name.") from None
        yield _start(folder, Fleet(folder), outlive=True, durable=False)


def drop(name: str) -> bool:
    """Stop and delete what --reuse kept under this name; False when there is nothing."""
    folder = _kept_folder(name)
    if not folder.exists():
        say(f"There are no servers named {name}.")
        return False
    Fleet(folder).stop()
    shutil.rmtree(folder)
    return True


def _start(folder: Path, fleet: Fleet, *, outlive: bool, durable: bool) -> Sandbox:
    ports = _ports(folder)
    servers = describe(folder, pods=PODS, port_of=ports.__getitem__, durable=durable)
    with step("Starting MariaDB and Redis for the directory and two pods"):
        fleet.start_servers(servers, outlive=outlive)
    return Sandbox(folder, servers, ports)


def _ports(folder: Path) -> dict[str, int]:
    record = folder / "ports.json"
    if record.exists():
        return {str(part): int(port) for part, port in json.loads(record.read_text()).items()}
    parts = [*parts_of(PODS), "gateway", "web"]
    ports = dict(zip(parts, free_ports(len(parts)), strict=True))
    record.write_text(json.dumps(ports, indent=1))
    return ports


def _sweep() -> None:
    """Remove what runs left behind that were killed before they could tidy up."""
    for folder in paths.TEST.glob(f"{RUN_PREFIX}*"):
        owner = folder / "owner.json"
        if owner.exists() and ProcessId(**json.loads(owner.read_text())).alive():
            continue
        stop_strays(folder / "home")
        Fleet(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


def _kept_folder(name: str) -> Path:
    if not name.replace("-", "").replace("_", "").isalnum() or name.startswith(RUN_PREFIX):
        raise SetupError(f"{name!r} cannot name test servers: letters, digits, - and _ can, and not {RUN_PREFIX}….")
    return paths.TEST / name


def _schema_fingerprint() -> str:
    digest = hashlib.sha256()
    for source in sorted(path for pattern in SCHEMA_SOURCES for path in paths.ROOT.glob(pattern)):
        digest.update(f"{source.relative_to(paths.ROOT)}\n".encode() + source.read_bytes())
    return digest.hexdigest()
