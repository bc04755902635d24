"""The TCP ports on 127.0.0.1: a fixed plan for `up`, free ones for tests."""

import os
import random
import socket
from dataclasses import dataclass

from config.bootstrap.errors import SetupError

LOOPBACK = "127.0.0.1"

BASE_VARIABLE = "PODIUM_BASE_PORT"
BASE_DEFAULT = 17000
WEB_VARIABLE = "PODIUM_WEB_PORT"
WEB_DEFAULT = 8000

PORTS_PER_POD = 10
LEAST = 1024
FREE_VARIABLE = "PODIUM_FREE_PORTS"
FREE_DEFAULT = "20000-31999"
"""Below Linux' ephemeral ports: no outgoing connection takes one of these between our look and the server's bind."""


@dataclass(frozen=True, slots=True)
class Port:
    """One port of one part, and the variable that moves it elsewhere."""

    number: int
    part: str
    variable: str


def planned_port(part: str) -> Port:
    """Return the port of a part: "web", "gateway", "directory/mariadb", "pod_2/broker" and the like."""
    if part == "web":
        return Port(_from_environment(WEB_VARIABLE, WEB_DEFAULT, most=65535), part, WEB_VARIABLE)
    base = _from_environment(BASE_VARIABLE, BASE_DEFAULT, most=65535 - 1025 * PORTS_PER_POD)
    home, _, server = part.partition("/")
    offsets = {"mariadb": 0, "redis": 1, "cache": 1, "broker": 2, "relay": 3, "worker": 4, "gateway": 5}
    pod = int(home.removeprefix("pod_")) if home.startswith("pod_") else 0
    return Port(base + pod * PORTS_PER_POD + offsets[server or home], part, BASE_VARIABLE)


def refuse_busy(ports: list[Port]) -> None:
    """Raise SetupError when somebody listens on one of these ports: all busy ones are named, with what to do."""
    busy = [port for port in ports if not _free(port.number)]
    if busy:
        raise SetupError(
            "\n".join(
                f"Port {port.number} on {LOOPBACK}, which is for {port.part}, is taken by another program. "
                f"Stop that program, or choose other ports with {port.variable}."
                for port in busy
            )
        )


def refuse_shared(ports: list[Port]) -> None:
    """Raise SetupError when two parts are to have the same port: the web server's may lie among the others."""
    taken: dict[int, Port] = {}
    for port in ports:
        other = taken.setdefault(port.number, port)
        if other is not port:
            raise SetupError(
                f"Port {port.number} is for {other.part} and for {port.part} as well. "
                f"Choose another {port.variable} or {other.variable}."
            )


def free_ports(count: int) -> list[int]:
    """Return that many different ports on which nobody listens."""
    among = free_range()
    candidates = random.sample(among, k=min(len(among), count * 50))
    found: list[int] = []
    for number in candidates:
        if _free(number):
            found.append(number)
        if len(found) == count:
            return found
    raise SetupError(f"Fewer than {count} ports between {among.start} and {among.stop} are free.")


def free_range() -> range:
    """Return the ports among which free ones are looked for: programs that start things at once have their own."""
    raw = os.environ.get(FREE_VARIABLE, "") or FREE_DEFAULT
    first, dash, last = raw.partition("-")
    if not dash or not (first.isdecimal() and last.isdecimal()) or not LEAST <= int(first) < int(last) <= 65535:
        raise SetupError(f"{FREE_VARIABLE} must be two ports from {LEAST} to 65535, as in {FREE_DEFAULT}, not {raw!r}.")
    return range(int(first), int(last) + 1)


def share_of_free_range(number: int, of: int) -> str:
    """Return the value of PODIUM_FREE_PORTS for one of several programs: no two of them have a port in common."""
    among = free_range()
    size = len(among) // of
    first = among.start + number * size
    return f"{first}-{first + size - 1}"


def _free(number: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, number))
        except OSError:
            return False
    return True


def _from_environment(variable: str, default: int, *, most: int) -> int:
    raw = os.environ.get(variable, "") or str(default)
    if not raw.isdecimal() or not LEAST <= int(raw) <= most:
        raise SetupError(f"{variable} must be a port from {LEAST} to {most}, not {raw!r}.")
    return int(raw)
