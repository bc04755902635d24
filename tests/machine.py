"""A machine of its own for `up`: real servers, workers, relays, web server and gateway, beside whatever else runs."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from config.bootstrap.fleet import Fleet
from config.bootstrap.paths import ROOT
from config.bootstrap.ports import LOOPBACK, free_ports, free_range
from config.bootstrap.processes import ProcessId

PORTS = 40


@dataclass(frozen=True)
class Machine:
    """A folder and ports for one `up`."""

    folder: Path
    base_port: int
    web_port: int
    chosen: dict[str, str] = field(default_factory=dict)
    """Variables that the terminal sets besides."""

    def environment(self) -> dict[str, str]:
        """Return the terminal's environment, with this machine's choices."""
        ours = ("PODIUM_", "POD_", "DIRECTORY_", "DJANGO_")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return environment | {
            "PODIUM_VAR": str(self.folder),
            "PODIUM_BASE_PORT": str(self.base_port),
            "PODIUM_WEB_PORT": str(self.web_port),
            **self.chosen,
        }

    def start(self, *arguments: str, errors: IO[str]) -> subprocess.Popen[str]:
        """Start a command, and read what it prints."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.Popen(command, env=self.environment(), stdout=subprocess.PIPE, stderr=errors, text=True)

    def manage(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment() | variables,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )

    def up(self) -> dict[str, Any]:
        """Start everything in the background and return what is printed."""
        answer = self.manage("up", "--detach", "--json")
        assert answer.returncode == 0, answer.stderr
        printed: dict[str, Any] = json.loads(answer.stdout)
        return printed

    def status(self) -> dict[str, Any]:
        """Ask every part."""
        answer: dict[str, Any] = json.loads(self.manage("status", "--json").stdout)
        return answer

    def processes(self) -> dict[str, ProcessId]:
        """Return every process that is recorded and alive."""
        return Fleet(self.folder / "up").running()

    def supervisor(self) -> ProcessId:
        """Return the supervisor."""
        fields = json.loads((self.folder / "up" / "supervisor.json").read_text())["process"]
        return ProcessId(**fields)

    def said(self) -> str:
        """Return what the supervisor has said."""
        return (self.folder / "up" / "log" / "up.log").read_text()


@contextmanager
def machine_below(folder: Path, **chosen: str) -> Iterator[Machine]:
    """Find room for a machine; whatever runs on it afterwards is stopped."""
    base = next(
        base
        for base in free_ports(100)
        if base + PORTS < free_range().stop and all(_free(port) for port in range(base, base + PORTS))
    )
    machine = Machine(folder / "var", base, base + PORTS - 1, chosen)
    try:
        yield machine
    finally:
        machine.manage("down")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0
