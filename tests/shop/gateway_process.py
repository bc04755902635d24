"""The Test gateway as a process of its own, on a free port, with a ledger that tests read."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from shop.payments.test_gateway.book import LedgerCharge
from shop.payments.test_gateway.ledger import Ledger

STARTED = re.compile(r"Test gateway on (http://127\.0\.0\.1:(\d+))")


class GatewayProcess:
    """One running Test gateway. It can be killed and started again at the same address with the same ledger."""

    def __init__(self, ledger: Path, *, slow_s: float = 30.0, late_s: float = 600.0) -> None:
        self._file, self._slow_s, self._late_s, self._port = ledger, slow_s, late_s, 0
        self.url = ""
        self.start()

    def start(self) -> None:
        """Start it, and wait until it says where it listens."""
        command = [sys.executable, "-m", "django", "test_gateway", "--ledger", str(self._file)]
        command += ["--port", str(self._port), "--slow-s", str(self._slow_s), "--late-s", str(self._late_s)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy())
        assert self._process.stdout is not None
        said = STARTED.match(self._process.stdout.readline())
        assert said, "the Test gateway did not start"
        self.url, self._port = said[1], int(said[2])

    def kill(self) -> None:
        """Kill it where it stands."""
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """Ask it to stop."""
        self._process.send_signal(signal.SIGTERM)
        self._end()

    def _end(self) -> None:
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def charges(self) -> list[LedgerCharge]:
        """Return every charge it has ever made."""
        return Ledger(self._file).charges()

    def answer(self, key: str) -> dict[str, Any]:
        """Return what it would answer about a key, disputes included."""
        return Ledger(self._file).answer(key) or {}

    def charge(self, key: str) -> LedgerCharge | None:
        """Return what it has under a key."""
        return Ledger(self._file).charge(key)
