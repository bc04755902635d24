"""What `up` runs on this machine: chosen by a few variables, kept under var/up, described in full by its env file."""

import os
from dataclasses import dataclass
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.environment import read_environment, server_environment
from config.bootstrap.errors import SetupError
from config.bootstrap.passwords import Passwords
from config.bootstrap.ports import LOOPBACK, Port, planned_port
from config.bootstrap.servers import Servers, describe, parts_of

PODS_VARIABLE = "PODIUM_PODS"
PODS_DEFAULT = "1,2"
MOST_PODS = 1024

CHOICES = (PODS_VARIABLE, "PODIUM_BASE_PORT", "PODIUM_WEB_PORT", "PODIUM_PLATFORM_HOST", "PODIUM_SHOP_SUFFIX")

PER_PROCESS = ("PODIUM_ENV", "PODIUM_PROCESS", "PODIUM_PROCESS_POD", "PODIUM_DATABASE_USER")


@dataclass(frozen=True, slots=True)
class Installation:
    """The servers on this machine, and where everything about them is kept."""

    folder: Path
    pods: list[int]
    servers: Servers

    @property
    def environment_file(self) -> Path:
        """What Django's commands load when their process has no environment of its own."""
        return self.folder / "env"

    @property
    def demo_file(self) -> Path:
        """The addresses and logins of the demo."""
        return self.folder / "demo.json"

    @property
    def homes(self) -> list[str]:
        """The names of the directory and the pods."""
        return [home.name for home in self.servers.homes]

    def ports(self) -> list[Port]:
        """Return every port that is needed."""
        parts = [
            *parts_of(self.pods),
            *(f"{home}/{part}" for home in self.homes for part in ("relay", "worker")),
            "gateway",
            "web",
        ]
        return [planned_port(part) for part in parts]

    def environment(self) -> dict[str, str]:
        """Return the project's whole environment. The terminal may change PODIUM_ variables and add pods elsewhere."""
        paths.private_folder(self.folder)
        variables = {
            PODS_VARIABLE: ",".join(map(str, self.pods)),
            "PODIUM_BASE_PORT": str(planned_port("directory/mariadb").number),
            "PODIUM_WEB_PORT": str(planned_port("web").number),
            "PODIUM_PLATFORM_HOST": "podium.localhost",
            "PODIUM_SHOP_SUFFIX": "localhost",
            "PODIUM_HTTPS": "0",
            "PODIUM_SECRET_KEY": Passwords(self.folder / "secret").secret_key(),
            "PODIUM_VAR": str(paths.VAR),
            "PODIUM_MEDIA_ROOT": str(self.folder / "media"),
            "PODIUM_STATIC_ROOT": str(self.folder / "static"),
            "PODIUM_GATEWAY_URL": f"http://{LOOPBACK}:{planned_port('gateway').number}",
            "PODIUM_GATEWAY_SECRET": Passwords(self.folder / "secret").password("gateway/webhooks"),
        }
        chosen = {name: value for name, value in os.environ.items() if name.startswith(("PODIUM_", "POD_"))}
        for name in PER_PROCESS:
            chosen.pop(name, None)
        return variables | chosen | server_environment(self.servers)


def installation() -> Installation:
    """Return what the environment asks for; what it leaves open is as it was at the last `up`."""
    recorded = paths.UP / "env"
    if recorded.exists():
        for name, value in read_environment(recorded).items():
            if name in CHOICES:
                os.environ.setdefault(name, value)
    pods = _pods(os.environ.get(PODS_VARIABLE, PODS_DEFAULT))
    servers = describe(paths.UP, pods=pods, port_of=lambda part: planned_port(part).number, durable=True)
    return Installation(paths.UP, pods, servers)


def _pods(raw: str) -> list[int]:
    numbers = [number.strip() for number in raw.split(",")]
    if not all(number.isdecimal() and 1 <= int(number) <= MOST_PODS for number in numbers):
        raise SetupError(f"{PODS_VARIABLE} lists the pods to run here, for example 1,2,3; {raw!r} does not.")
    return sorted({int(number) for number in numbers})
