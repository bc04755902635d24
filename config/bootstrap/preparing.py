"""Gets the project ready to serve: schema, style sheets, static files, the demo.

All of it may be run again. When no source file has changed since the last time, none of it has to.
"""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from config.bootstrap.application import metrics_folder, process_environment
from config.bootstrap.commands import migrate_schemas, run_command
from config.bootstrap.errors import SetupError
from config.bootstrap.installation import CHOICES, Installation
from config.bootstrap.migrated import note_migrated, refuse_rewritten
from config.bootstrap.paths import ROOT, holds, private_folder, write_private
from config.bootstrap.progress import say, step

SOURCES = ("config", "pods", "shop")

Demo = dict[str, Any]
"""{"shops": [{handle, host, url, admin_url, staff_email, staff_password, pod}], "console": {url, email, password}}"""


def prepare_project(installation: Installation, *, anew: bool) -> Demo:
    """Migrate, build and seed, if something has changed or `anew`; return the demo's addresses and logins."""
    environment = process_environment(installation)
    shutil.rmtree(metrics_folder(installation), ignore_errors=True)  # of processes that are gone
    private_folder(metrics_folder(installation))
    stamp, wanted = installation.folder / "prepared", _fingerprint(environment)
    if not anew and holds(stamp, wanted) and Path(environment["PODIUM_STATIC_ROOT"]).is_dir():
        say("  Nothing has changed since the last time: schema, demo and static files stay as they are.")
        return read_demo(installation)
    stamp.unlink(missing_ok=True)
    _prepare(installation, environment)
    write_private(stamp, wanted)
    return read_demo(installation)


def _prepare(installation: Installation, environment: dict[str, str]) -> None:
    refuse_rewritten(installation.folder)
    log = installation.folder / "log" / "prepare.log"

    def build() -> None:
        run_command(["build_css"], environment, log=log)
        run_command(["collectstatic", "--noinput"], environment, log=log)

    with ThreadPoolExecutor(max_workers=1) as pool:
        building = pool.submit(build)
        with step("Migrating the directory and the pods"):
            migrate_schemas(environment, log=log)
            note_migrated(installation.folder)
        with step("Adding pods and seeding the demo"):
            for pod in sorted(set(installation.pods) - _added_pods(installation)):
                run_command(["add_pod", str(pod)], environment, log=log)
            write_private(installation.demo_file, run_command(["seed_demo", "--json"], environment, log=log))
        with step("Building style sheets and collecting static files"):
            building.result()


def _added_pods(installation: Installation) -> set[int]:
    """Return the pods that the directory has: adding one again would change what was set for it since."""
    connection = installation.servers.homes[0].database.connect("app")
    try:
        connection.query("SELECT number FROM directory_pod")
        return {int(number) for (number,) in connection.store_result().fetch_row(maxrows=0)}
    finally:
        connection.close()


def read_demo(installation: Installation) -> Demo:
    """Return what was seeded."""
    if not installation.demo_file.exists():
        raise SetupError("Nothing is seeded yet: python3 manage.py up")
    demo: Demo = json.loads(installation.demo_file.read_text())
    return demo


def directions(demo: Demo) -> str:
    """Return the addresses and logins as lines for people."""
    lines = ["", "Shops"]
    for shop in demo["shops"]:
        lines += [
            f"  {shop['url']}  (in {shop['pod']})",
            f"    admin {shop['admin_url']}  {shop['staff_email']}  {shop['staff_password']}",
        ]
    console = demo["console"]
    return "\n".join([*lines, "Console", f"  {console['url']}  {console['email']}  {console['password']}", ""])


def _fingerprint(environment: dict[str, str]) -> str:
    """Return what changes with every source file, and with what stands in the demo's addresses."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for name in CHOICES:
        digest.update(f"{name}={environment[name]}\n".encode())
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(files):
        if path.suffix != ".pyc":
            look = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {look.st_size} {look.st_mtime_ns}\n".encode())
    return digest.hexdigest()
