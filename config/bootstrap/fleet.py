"""Starts and stops parts below one folder, and keeps a record of their processes there that outlives this process."""

import json
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from config.bootstrap.errors import SetupError
from config.bootstrap.parts import Part, server_part
from config.bootstrap.paths import private_folder, write_private
from config.bootstrap.processes import ProcessId, identify_child, start, stop, wait_until
from config.bootstrap.servers import Servers

START_S = 60.0
LAST_LINES = 15


class Fleet:
    """The processes of one folder, by the name of their part."""

    def __init__(self, folder: Path) -> None:
        self._record = private_folder(folder) / "processes.json"
        self._logs = private_folder(folder / "log")
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def running(self) -> dict[str, ProcessId]:
        """Return those of the recorded processes that are alive, whoever started them."""
        if not self._record.exists():
            return {}
        recorded = {name: ProcessId(**fields) for name, fields in json.loads(self._record.read_text()).items()}
        return {name: process for name, process in recorded.items() if process.alive()}

    def log(self, name: str) -> Path:
        """Return the file that holds what a part says."""
        return self._logs / f"{name.replace('/', '-')}.log"

    def start(self, part: Part, *, outlive: bool = False) -> ProcessId:
        """Start a part and record it; do not wait until it answers."""
        child = start(part.command, log=self.log(part.name), environment=part.environment, outlive=outlive)
        process = identify_child(child)
        self._children[part.name] = child
        self._write(self.running() | {part.name: process})
        return process

    def wait(self, part: Part) -> None:
        """Return when the part works; SetupError, with the end of its log, when it does not come up."""
        process = self.running().get(part.name)
        if process is None or not wait_until(lambda: part.trouble() is None, process, longest_s=START_S):
            raise SetupError(self.obituary(part.name))

    def start_servers(self, servers: Servers, *, outlive: bool) -> None:
        """Start every server that does not run with its present configuration; return when all of them answer."""
        running = self.running()
        for server in servers:
            if server.part in running and not server.configured():
                stop(running.pop(server.part), patience_s=START_S)
        missing = [server for server in servers if server.part not in running]
        servers.prepare(missing)
        for server in missing:
            self.start(server_part(server), outlive=outlive)
        for server in servers:
            self.wait(server_part(server))

    def ended(self) -> dict[str, int]:
        """Return the exit codes of our children that have ended since the last call, by part.

        What is left of a dead child's group is killed first: until the child is reaped its number cannot be recycled.
        """
        found = {}
        for name, child in list(self._children.items()):
            if os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                found[name] = child.wait()
                del self._children[name]
        return found

    def stop(self, *, patience_s: float = 30.0) -> None:
        """Stop every recorded process that is alive, and nothing else: first ours, then the servers that they need."""
        running = self.running()
        servers = {name: process for name, process in running.items() if _is_server(name)}
        for group in ({name: process for name, process in running.items() if name not in servers}, servers):
            with ThreadPoolExecutor(max_workers=max(1, len(group))) as pool:
                list(pool.map(lambda process: stop(process, patience_s=patience_s), group.values()))
        self.ended()
        self._record.unlink(missing_ok=True)

    def obituary(self, name: str) -> str:
        """Return a sentence and the last lines that a part said."""
        log = self.log(name)
        lines = log.read_text(errors="replace").splitlines()[-LAST_LINES:] if log.exists() else []
        return "\n".join([f"{name} does not start. The end of {log}:", *lines])

    def _write(self, running: dict[str, ProcessId]) -> None:
        write_private(self._record, json.dumps({name: process.record() for name, process in running.items()}, indent=1))


def _is_server(name: str) -> bool:
    return name.endswith(("/mariadb", "/redis", "/cache", "/broker"))
