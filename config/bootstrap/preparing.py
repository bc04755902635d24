"""Gets the project ready to serve: schema, style sheets, static files, the demo. All of it may be run again."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from config.bootstrap.application import metrics_folder, process_environment
from config.bootstrap.commands import migrate_schemas, run_command
from config.bootstrap.errors import SetupError
from config.bootstrap.installation import Installation
from config.bootstrap.paths import private_folder, write_private
from config.bootstrap.progress import step

Demo = dict[str, Any]
"""{"shops": [{handle, host, url, admin_url, staff_email, staff_password, pod}], "console": {url, email, password}}"""


def prepare_project(installation: Installation) -> Demo:
    """Migrate, build and seed; return the demo's addresses and logins."""
    environment = process_environment(installation)
    log = installation.folder / "log" / "prepare.log"
    shutil.rmtree(metrics_folder(installation), ignore_errors=True)  # of processes that are gone
    private_folder(metrics_folder(installation))

    def build() -> None:
        run_command(["build_css"], environment, log=log)
        run_command(["collectstatic", "--noinput"], environment, log=log)

    with ThreadPoolExecutor(max_workers=1) as pool:
        building = pool.submit(build)
        with step("Migrating the directory and the pods"):
            migrate_schemas(environment, log=log)
        with step("Seeding the demo"):
            write_private(installation.demo_file, run_command(["seed_demo", "--json"], environment, log=log))
        with step("Building style sheets and collecting static files"):
            building.result()
    return read_demo(installation)


def read_demo(installation: Installation) -> Demo:
    """Return what the last `up` seeded."""
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
