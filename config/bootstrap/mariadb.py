"""One private MariaDB server: its data directory, its configuration, its users.

It listens on 127.0.0.1 only. Its own socket lies in the data directory under a relative name, so the length of the
checkout's path does not matter. Users and their rights are (re)made before each start answers its first connection.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import MySQLdb

from config.bootstrap.errors import SetupError
from config.bootstrap.packages import mariadb_binary
from config.bootstrap.passwords import Passwords
from config.bootstrap.paths import holds, private_folder, write_private
from config.bootstrap.ports import LOOPBACK

DATABASE = "podium"
COLLATION = "utf8mb4_unicode_520_ci"

IDS_PER_STEP = 1024
"""Every pod hands out each 1024th id, starting at its own number: ids are unique over all pods."""

GRANTS = {
    "app": ["GRANT SELECT, INSERT, UPDATE, DELETE ON podium.* TO {user}"],
    "migrator": ["GRANT ALL PRIVILEGES ON podium.* TO {user}"],
    # A mover reads the binlog as a replica does, asks where it is, and names the transaction that is in its way.
    "mover": [
        "GRANT SELECT, INSERT, UPDATE, DELETE ON podium.* TO {user}",
        "GRANT REPLICATION SLAVE, BINLOG MONITOR, PROCESS ON *.* TO {user}",
    ],
    "root": ["GRANT ALL PRIVILEGES ON *.* TO {user} WITH GRANT OPTION"],
}

DURABLE = {
    "innodb_flush_log_at_trx_commit": "1",
    "sync_binlog": "1",
    "innodb_buffer_pool_size": "256M",
    "innodb_log_file_size": "96M",
    "binlog_expire_logs_seconds": "259200",
}

THROWAWAY = {
    "innodb_flush_log_at_trx_commit": "0",
    "sync_binlog": "0",
    "innodb_doublewrite": "0",
    "innodb_flush_method": "nosync",
    "innodb_buffer_pool_size": "128M",
    "innodb_log_file_size": "64M",
    "innodb_fast_shutdown": "2",
}


@dataclass(frozen=True, slots=True)
class MariaDB:
    """The server of the directory (pod None) or of one pod."""

    name: str
    home: Path
    port: int
    pod: int | None
    passwords: Passwords
    durable: bool = True

    @property
    def part(self) -> str:
        """Its name in logs, in status and in the plan of the ports."""
        return f"{self.name}/mariadb"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "mariadb"

    @property
    def scratch(self) -> Path:
        """Where it puts temporary files: two servers that share a folder for them trip over each other."""
        return self.home / "mariadb-tmp"

    def password(self, user: str) -> str:
        """Return the password of app, migrator, mover or root."""
        return self.passwords.password(f"{self.name}/mariadb/{user}")

    def url(self, user: str) -> str:
        """Return the URL under which this user reaches the database."""
        return f"mysql://{user}:{self.password(user)}@{LOOPBACK}:{self.port}/{DATABASE}"

    def prepare(self) -> None:
        """Make the data directory on first use and write the configuration. The server must not be running."""
        private_folder(self.scratch)
        if not self.data.exists():
            _initialise(self.data, scratch=self.scratch)
        for name, text in self._files().items():
            write_private(self.home / name, text)

    def configured(self) -> bool:
        """Say whether the files are what `prepare` would write now."""
        return all(holds(self.home / name, text) for name, text in self._files().items())

    def command(self) -> list[str]:
        """Return the command that is the server; no password is in it."""
        return [mariadb_binary("mariadbd"), f"--defaults-file={self.home / 'my.cnf'}"]

    def empty(self) -> None:
        """Throw every table away, as root. The server must be running."""
        connection = self.connect("root", database="")
        connection.query(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.query(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4 COLLATE {COLLATION}")
        connection.close()

    def connect(self, user: str, *, database: str = DATABASE, timeout_s: int = 60) -> MySQLdb.Connection:
        """Return a new connection of one of its users."""
        return MySQLdb.connect(
            host=LOOPBACK,
            port=self.port,
            user=user,
            password=self.password(user),
            database=database,
            connect_timeout=timeout_s,
            read_timeout=timeout_s,
        )

    def _files(self) -> dict[str, str]:
        users = "".join(f"{statement};\n" for statement in _users(self))
        return {"my.cnf": _configuration(self), "users.sql": users}


def _initialise(data: Path, *, scratch: Path) -> None:
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        mariadb_binary("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={unfinished}",
        f"--tmpdir={scratch}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        "--innodb-log-file-size=8M",
        *(["--user=root"] if os.geteuid() == 0 else []),
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        tail = "\n".join((answer.stdout + answer.stderr).strip().splitlines()[-15:])
        raise SetupError(f"MariaDB could not make its data directory {data}:\n{tail}")
    unfinished.rename(data)


def _configuration(server: MariaDB) -> str:
    settings = {
        "datadir": str(server.data),
        "tmpdir": str(server.scratch),
        "socket": "mysqld.sock",
        "pid_file": "mysqld.pid",
        "bind_address": LOOPBACK,
        "port": str(server.port),
        "init_file": str(server.home / "users.sql"),
        "skip_name_resolve": "1",
        "max_connections": "300",
        "performance_schema": "0",
        "character_set_server": "utf8mb4",
        "collation_server": COLLATION,
        "default_time_zone": "+00:00",
        "max_allowed_packet": "64M",
        "server_id": str(1 + (server.pod or 0)),
        "gtid_domain_id": str(server.pod or 0),
        "gtid_strict_mode": "1",
        "log_bin": "binlog",
        "binlog_format": "ROW",
        "binlog_row_image": "FULL",
        "log_slave_updates": "1",
        **(DURABLE if server.durable else THROWAWAY),
    }
    if server.pod is not None:
        settings["auto_increment_increment"] = str(IDS_PER_STEP)
        settings["auto_increment_offset"] = str(server.pod)
    if os.geteuid() == 0:
        settings["user"] = "root"
    return "[mariadbd]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())


def _users(server: MariaDB) -> list[str]:
    """Statements that are run before each start; they stay out of the binlog, where a replica would repeat them."""
    statements = [
        "SET SESSION sql_log_bin = 0",
        f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4 COLLATE {COLLATION}",
        f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{server.password('root')}'",
        "DROP USER IF EXISTS 'root'@'::1'",
    ]
    for user, grants in GRANTS.items():
        account = f"'{user}'@'{LOOPBACK}'"
        statements.append(f"CREATE OR REPLACE USER {account} IDENTIFIED BY '{server.password(user)}'")
        statements += [grant.format(user=account) for grant in grants]
    return statements
