"""Starts and stops the servers below one folder, and keeps a record of them there that outlives this process."""

import json
from pathlib import Path

from config.bootstrap.errors import SetupError
from config.bootstrap.health import trouble_with
from config.bootstrap.paths import private_folder
from config.bootstrap.processes import ProcessId, identify, start, stop, wait_until
from config.bootstrap.servers import Server, Servers

START_S = 60.0
STOP_S = 30.0


class Fleet:
    """The server processes of one folder, by part."""

    def __init__(self, folder: Path) -> None:
        self._record = private_folder(folder) / "processes.json"
        self._logs = private_folder(folder / "log")

    def running(self) -> dict[str, ProcessId]:
        """Return those of the recorded processes that are alive."""
        if not self._record.exists():
            return {}
        recorded = {part: ProcessId(**fields) for part, fields in json.loads(self._record.read_text()).items()}
        return {part: process for part, process in recorded.items() if process.alive()}

    def start(self, servers: Servers, *, outlive: bool) -> None:
        """Start every server that does not run with its present configuration; return when all of them answer."""
        running = self.running()
        stale = [server for server in servers if server.part in running and not server.configured()]
        for server in stale:
            stop(running.pop(server.part), patience_s=STOP_S)
        missing = [server for server in servers if server.part not in running]
        servers.prepare(missing)
        for server in missing:
            running[server.part] = self._launch(server, outlive=outlive)
            self._write(running)
        for server in servers:
            self._wait(server, running[server.part])

    def stop(self) -> None:
        """Stop every recorded process that is alive, and nothing else."""
        running = self.running()
        for process in running.values():
            stop(process, patience_s=STOP_S)
        self._record.unlink(missing_ok=True)

    def log(self, server: Server) -> Path:
        """Return the file that holds what the server says."""
        return self._logs / f"{server.part.replace('/', '-')}.log"

    def _launch(self, server: Server, *, outlive: bool) -> ProcessId:
        child = start(server.command(), log=self.log(server), outlive=outlive)
        process = identify(child.pid)
        if process is None:
            raise SetupError(self._obituary(server))
        return process

    def _wait(self, server: Server, process: ProcessId) -> None:
        if not wait_until(lambda: trouble_with(server) is None, process, longest_s=START_S):
            raise SetupError(self._obituary(server))

    def _obituary(self, server: Server) -> str:
        tail = "\n".join(self.log(server).read_text(errors="replace").splitlines()[-15:])
        return f"{server.part} does not start. The end of {self.log(server)}:\n{tail}"

    def _write(self, running: dict[str, ProcessId]) -> None:
        self._record.write_text(json.dumps({part: process.record() for part, process in running.items()}, indent=1))
