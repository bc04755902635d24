"""Real relays, workers and a broker of the test's own, on committed rows. Everything started here is stopped here."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis

from config.bootstrap.packages import redis_command
from pods.outbox.broker import QUEUE

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.02
CLAIM_S = 3


def until(condition: Callable[[], bool], what: str, *, within_s: float = PATIENCE_S) -> None:
    """Return as soon as the condition holds; fail when it does not within its time."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at, f"not within {within_s:g} s: {what}"
        time.sleep(LOOK_EVERY_S)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass
class OwnBroker:
    """A Redis without persistence: killed, it has forgotten everything."""

    folder: Path
    port: int = field(default_factory=_free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=5)

    def start(self) -> None:
        configuration = self.folder / "redis.conf"
        configuration.write_text(f'bind 127.0.0.1\nport {self.port}\nsave ""\nappendonly no\n', encoding="utf-8")
        command = redis_command(str(configuration))
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        until(self.answers, "the broker answers")

    def answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def waiting(self) -> int:
        """Return how many messages wait in the queue."""
        return int(self.client.llen(QUEUE))


@dataclass
class Processes:
    """Relays and workers of one pod, or of the directory (pod None)."""

    folder: Path
    broker: OwnBroker
    pod: int | None = 1
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def relay(self) -> subprocess.Popen[bytes]:
        return self._start("relay", [sys.executable, "manage.py", "relay"])

    def worker(self) -> subprocess.Popen[bytes]:
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
        name = f"{len(self._started)}@probe"
        return self._start(
            "worker", [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-n", name, *quiet]
        )

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and its children with SIGKILL."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        for process in self._started:
            self.kill(process)

    def said(self) -> str:
        """Return what all of them logged."""
        return "".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def _start(self, kind: str, command: list[str]) -> subprocess.Popen[bytes]:
        home = {} if self.pod is None else {"PODIUM_PROCESS_POD": str(self.pod)}
        prefix = "DIRECTORY" if self.pod is None else f"POD_{self.pod}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.pods.outbox.probe.settings",
            "PODIUM_CLAIM_S": str(CLAIM_S),
            "PODIUM_RETRY_FIRST_MS": "100",
            "PROBE_FOLDER": str(self.folder),
            f"{prefix}_BROKER_URL": self.broker.url,
            **home,
        }
        with (self.folder / f"{kind}-{len(self._started)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        self._started.append(process)
        return process
