"""Migrations of the directory and the pods, run as the database user who may change tables."""

import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import MySQLdb

from config.bootstrap import paths
from config.bootstrap.errors import SetupError
from config.bootstrap.mariadb import COLLATION, DATABASE
from config.bootstrap.servers import Servers

TIMEOUT_S = 60


def migrate_schemas(variables: dict[str, str], *, log: Path) -> None:
    """Run `manage.py migrate_schemas` as the migrator; its output goes to `log`."""
    command = [str(paths.PYTHON), str(paths.ROOT / "manage.py"), "migrate_schemas"]
    environment = {**variables, "PODIUM_DATABASE_USER": "migrator", "DJANGO_SETTINGS_MODULE": "config.settings"}
    with log.open("wb") as output:
        answer = subprocess.run(
            command, env=environment, cwd=paths.ROOT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if answer.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise SetupError(f"migrate_schemas failed. The end of {log}:\n{tail}")


def recreate_databases(servers: Servers) -> None:
    """Throw every table away, as root: the databases are empty afterwards."""
    for home in servers.homes:
        url = urlsplit(home.database.url("root"))
        connection = MySQLdb.connect(
            host=url.hostname,
            port=url.port,
            user=url.username,
            password=url.password,
            connect_timeout=TIMEOUT_S,
            read_timeout=TIMEOUT_S,
        )
        connection.query(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.query(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4 COLLATE {COLLATION}")
        connection.close()
