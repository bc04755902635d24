"""The parts that are ours: web server, test gateway, and a worker and a relay for the directory and for each pod."""

import os
from functools import partial
from pathlib import Path

from config.bootstrap import paths
from config.bootstrap.health import trouble_at, trouble_with_relay, trouble_with_worker
from config.bootstrap.installation import Installation
from config.bootstrap.parts import Part
from config.bootstrap.ports import LOOPBACK, planned_port
from config.bootstrap.redis import Redis, Use
from config.bootstrap.servers import Home

MANAGE = [str(paths.PYTHON), str(paths.ROOT / "manage.py")]
WEB_WORKERS = 2
WEB_THREADS = 8
LONGEST_TMPDIR = 50
"""Programs put sockets in TMPDIR, and a socket's path ends at 107 bytes."""


def application_parts(installation: Installation) -> list[Part]:
    """Return the parts to start when all servers answer and the schema is there."""
    environment = process_environment(installation)
    parts = [_gateway(installation, environment), _web(installation, environment)]
    for home in installation.servers.homes:
        parts += [_worker(installation, home, environment), _relay(home, environment)]
    return parts


def process_environment(installation: Installation) -> dict[str, str]:
    """Return the environment of our processes: their caches and temporary files stay below var, too."""
    environment = {**os.environ, **installation.environment(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment["HOME"] = str(paths.private_folder(installation.folder / "home"))
    temporary = paths.private_folder(installation.folder / "tmp")
    if len(str(temporary)) <= LONGEST_TMPDIR:
        environment["TMPDIR"] = str(temporary)
    return environment


def readyz_url() -> str:
    """Return where the web server says how it sees each database; it answers on the platform's host only."""
    return f"http://{LOOPBACK}:{planned_port('web').number}/readyz"


def metrics_folder(installation: Installation, part: str = "") -> Path:
    """Return where the processes of a part keep the counts that they share; the folder of all parts without one."""
    return installation.folder / "metrics" / part.replace("/", "-")


def _web(installation: Installation, environment: dict[str, str]) -> Part:
    port = planned_port("web").number
    command = [
        *(str(paths.PYTHON), "-m", "gunicorn", "config.wsgi:application"),
        *("--chdir", str(paths.ROOT)),
        *("--bind", f"{LOOPBACK}:{port}"),
        *("--worker-class", "gthread"),
        *("--workers", str(WEB_WORKERS)),
        *("--threads", str(WEB_THREADS)),
        *("--worker-tmp-dir", str(installation.folder / "tmp")),
        *("--forwarder-headers", ""),  # else any local client, so also one behind a proxy, sets SCRIPT_NAME
        "--no-control-socket",
    ]
    ready = partial(trouble_at, readyz_url(), host=environment["PODIUM_PLATFORM_HOST"])
    metrics = str(paths.private_folder(metrics_folder(installation, "web")))
    ours = {
        "PODIUM_PROCESS": "web",
        "PODIUM_WAITING_PER_POD": str(WEB_THREADS // 2),
        "PROMETHEUS_MULTIPROC_DIR": metrics,
    }
    return Part("web", command, ready, {**environment, **ours})


def _gateway(installation: Installation, environment: dict[str, str]) -> Part:
    port = planned_port("gateway").number
    ledger = installation.folder / "gateway.sqlite3"
    command = [*MANAGE, "test_gateway", "--port", str(port), "--ledger", str(ledger)]
    ready = partial(trouble_at, f"http://{LOOPBACK}:{port}/healthz", host=LOOPBACK)
    return Part("gateway", command, ready, {**environment, "PODIUM_PROCESS": "gateway"})


def _worker(installation: Installation, home: Home, environment: dict[str, str]) -> Part:
    broker, database = _broker(home)
    name = f"{home.name}/worker"
    command = [
        *(str(paths.PYTHON), "-m", "celery", "--app", "config.celery", "--workdir", str(paths.ROOT), "worker"),
        *("--hostname", f"{home.name}@podium", "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    listening = partial(trouble_with_worker, broker, database=database)
    metrics = {
        "PODIUM_METRICS_PORT": str(planned_port(name).number),
        "PROMETHEUS_MULTIPROC_DIR": str(paths.private_folder(metrics_folder(installation, name))),
    }
    return Part(name, command, listening, {**_pinned(home, environment, "worker"), **metrics})


def _relay(home: Home, environment: dict[str, str]) -> Part:
    broker, database = _broker(home)
    port = planned_port(f"{home.name}/relay").number
    looking = partial(trouble_with_relay, broker, database=database)
    command = [*MANAGE, "relay", "--metrics-port", str(port)]
    return Part(f"{home.name}/relay", command, looking, _pinned(home, environment, "relay"))


def _broker(home: Home) -> tuple[Redis, int]:
    """Return the Redis that is the broker, and the number of its database."""
    for server in home.redises:
        if server.use is Use.BROKER:
            return server, 0
        if server.use is Use.DIRECTORY:
            return server, 1
    raise LookupError(f"{home.name} has no broker")


def _pinned(home: Home, environment: dict[str, str], process: str) -> dict[str, str]:
    pod = {"PODIUM_PROCESS_POD": str(home.pod)} if home.pod is not None else {}
    return {**environment, **pod, "PODIUM_PROCESS": process}
