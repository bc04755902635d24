"""`manage.py up`: everything on this machine is started, seeded and watched, and stopped by Ctrl-C."""

import argparse
import json
from threading import Event

from config.bootstrap.application import application_parts
from config.bootstrap.detached import detach
from config.bootstrap.display import Display
from config.bootstrap.environment import write_environment
from config.bootstrap.fleet import Fleet
from config.bootstrap.installation import Installation, installation
from config.bootstrap.lifetime import Lifetime, undisturbed
from config.bootstrap.parts import server_part
from config.bootstrap.ports import refuse_busy, refuse_shared
from config.bootstrap.preparing import Demo, directions, prepare_project, read_demo
from config.bootstrap.progress import say, step
from config.bootstrap.supervisor import Supervisor

TURN_S = 0.25


def main(arguments: list[str]) -> int:
    """Run until Ctrl-C, or with --detach until everything works."""
    options = _parser().parse_args(arguments)
    here = installation()
    if options.detach:
        detach(here)
        _tell(read_demo(here), as_json=options.json)
        return 0
    with Lifetime(here.folder).held():
        _run(here, options)
    return 0


def _run(here: Installation, options: argparse.Namespace) -> None:
    fleet = Fleet(here.folder)
    supervisor = Supervisor(fleet)
    try:
        demo = _start(here, fleet, supervisor)
        Lifetime(here.folder).announce_ready()
        if not options.in_background:
            _tell(demo, as_json=options.json)
        say("Everything is up.")
        with Display(supervisor, live=not (options.json or options.in_background)) as display:
            tick = Event()
            while not tick.wait(TURN_S):
                display.show(supervisor.turn())
    except KeyboardInterrupt:
        say("")
    finally:
        with undisturbed(), step("Stopping everything"):
            supervisor.close()
            fleet.stop()


def _start(here: Installation, fleet: Fleet, supervisor: Supervisor) -> Demo:
    if fleet.running():
        with step("Stopping what an earlier `up`, which was killed, left behind"):
            fleet.stop()
    refuse_shared(here.ports())
    refuse_busy(here.ports())
    first_time = not all(home.database.data.exists() for home in here.servers.homes)
    with step(f"Starting MariaDB and Redis for {', '.join(here.homes)}"):
        fleet.start_servers(here.servers, outlive=False)
    for server in here.servers:
        supervisor.watch(server_part(server))
    write_environment(here.environment_file, here.environment())
    demo = prepare_project(here, anew=first_time)
    parts = application_parts(here)
    with step("Starting web server, test gateway, workers and relays"):
        for part in parts:
            fleet.start(part)
        for part in parts:
            fleet.wait(part)
            supervisor.watch(part)
    return demo


def _tell(demo: Demo, *, as_json: bool) -> None:
    print(json.dumps(demo) if as_json else directions(demo), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py up",
        description="Installs what is missing, starts Podium on this machine and shows its state until Ctrl-C.",
        epilog="docs/running.md tells more; docs/configuration.md names the variables.",
    )
    parser.add_argument("--detach", action="store_true", help="return as soon as everything works; `down` stops it")
    parser.add_argument("--json", action="store_true", help="print addresses and logins as one line of JSON")
    parser.add_argument("--in-background", action="store_true", help=argparse.SUPPRESS)
    return parser
