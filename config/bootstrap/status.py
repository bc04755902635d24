"""`manage.py status`: asks each part how it is, and says so, whatever is down."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.bootstrap.application import application_parts, readyz_url
from config.bootstrap.fleet import Fleet
from config.bootstrap.health import troubles_that_web_sees
from config.bootstrap.installation import Installation, installation
from config.bootstrap.lifetime import Lifetime
from config.bootstrap.parts import server_part

Report = dict[str, dict[str, object]]


def main(arguments: list[str]) -> int:
    """Print each part's health; 0 when all is well, 1 when something is not, 3 when nothing runs."""
    options = _parser().parse_args(arguments)
    here = installation()
    supervisor = Lifetime(here.folder).supervisor()
    parts = report(here)
    running = supervisor is not None or any(part["process"] for part in parts.values())
    well = supervisor is not None and all(part["well"] for part in parts.values())
    if options.json:
        print(json.dumps({"well": well, "supervisor": supervisor.pid if supervisor else None, "parts": parts}))
    else:
        _print(parts, supervised=supervisor is not None)
    return 0 if well else (1 if running else 3)


def report(here: Installation) -> Report:
    """Ask all parts at a time. Each answer: well, trouble (the reason, or None) and process (its pid, or None).

    "directory", "pod_1", … are no processes: they say whether the web server can serve from there.
    """
    parts = [*map(server_part, here.servers), *application_parts(here)]
    running = Fleet(here.folder).running()
    platform_host = here.environment()["PODIUM_PLATFORM_HOST"]
    with ThreadPoolExecutor(max_workers=len(parts) + 1) as pool:
        seen = pool.submit(troubles_that_web_sees, readyz_url(), host=platform_host, homes=here.homes)
        troubles = list(pool.map(lambda part: part.trouble(), parts))
        served: Report = {
            home: {"well": trouble is None, "trouble": trouble, "process": None}
            for home, trouble in seen.result().items()
        }
    return served | {
        part.name: {
            "well": trouble is None,
            "trouble": trouble,
            "process": running[part.name].pid if part.name in running else None,
        }
        for part, trouble in zip(parts, troubles, strict=True)
    }


def _print(parts: Report, *, supervised: bool) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("part", "state", "process"):
        table.add_column(heading)
    for name, part in parts.items():
        state = Text("well", style="green") if part["well"] else Text(str(part["trouble"]), style="bold red")
        table.add_row(name, state, str(part["process"] or "–"))
    console = Console()
    console.print(table)
    if not supervised:
        console.print("No supervisor runs, so nothing is started again: python3 manage.py up")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py status",
        description="Asks each part how it is. Exit code: 0 all is well, 1 something is not, 3 nothing runs.",
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON: well, supervisor, parts")
    return parser
