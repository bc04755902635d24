"""One private Redis server: a cache that forgets, a broker that must not, or the directory's, which is both."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from config.bootstrap.packages import redis_command
from config.bootstrap.passwords import Passwords
from config.bootstrap.paths import holds, private_folder, write_private
from config.bootstrap.ports import LOOPBACK


class Use(StrEnum):
    """What a Redis is for."""

    CACHE = "cache"
    BROKER = "broker"
    DIRECTORY = "redis"


CACHE_SETTINGS = ["maxmemory 128mb", "maxmemory-policy allkeys-lru", 'save ""', "appendonly no"]
KEPT_SETTINGS = ["maxmemory-policy noeviction", 'save ""', "appendonly yes", "appendfsync everysec"]


@dataclass(frozen=True, slots=True)
class Redis:
    """One server; `name` is whose it is, `use` what for."""

    name: str
    use: Use
    home: Path
    port: int
    passwords: Passwords

    @property
    def part(self) -> str:
        """Its name in logs, in status and in the plan of the ports."""
        return f"{self.name}/{self.use}"

    @property
    def password(self) -> str:
        """The only user's password."""
        return self.passwords.password(self.part)

    def url(self, database: int = 0) -> str:
        """Return the URL of one of its numbered databases."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"

    def prepare(self) -> None:
        """Write the configuration. The server must not be running."""
        private_folder(self.home / self.use)
        write_private(self._file, self._settings())

    def configured(self) -> bool:
        """Say whether the file is what `prepare` would write now."""
        return holds(self._file, self._settings())

    def command(self) -> list[str]:
        """Return the command that is the server; no password is in it."""
        return redis_command(str(self._file))

    @property
    def _file(self) -> Path:
        return self.home / f"{self.use}.conf"

    def _settings(self) -> str:
        settings = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f'dir "{self.home / self.use}"',
            f"requirepass {self.password}",
            "daemonize no",
            *(CACHE_SETTINGS if self.use is Use.CACHE else KEPT_SETTINGS),
        ]
        return "\n".join(settings) + "\n"
