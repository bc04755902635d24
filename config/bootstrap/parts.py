"""What runs: a part is one process with a name, a command, an environment, and a way to ask it how it is."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from config.bootstrap.health import trouble_with
from config.bootstrap.servers import Server


@dataclass(frozen=True, slots=True)
class Part:
    """One process. `trouble` returns None when it works, else the reason; it answers within a few seconds."""

    name: str
    command: list[str]
    trouble: Callable[[], str | None]
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    stop_s: float = 30.0
    """How long it may take to end by itself when asked to."""


def server_part(server: Server) -> Part:
    """Return the part that is this MariaDB or Redis."""
    return Part(server.part, server.command(), lambda: trouble_with(server))
