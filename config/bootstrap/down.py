"""`manage.py down`: stops what `up` started, also when its supervisor was killed, and nothing else."""

import argparse

from config.bootstrap import paths
from config.bootstrap.fleet import Fleet
from config.bootstrap.lifetime import Lifetime
from config.bootstrap.processes import stop
from config.bootstrap.progress import say, step

PATIENCE_S = 120.0


def main(arguments: list[str]) -> int:
    """Stop everything; fine when nothing runs."""
    argparse.ArgumentParser(prog="manage.py down", description="Stops everything that `up` started.").parse_args(
        arguments
    )
    supervisor = Lifetime(paths.UP).supervisor()
    fleet = Fleet(paths.UP)
    if supervisor is None and not fleet.running():
        say("Nothing runs.")
        return 0
    with step("Stopping everything"):
        if supervisor is not None:
            stop(supervisor, patience_s=PATIENCE_S)
        fleet.stop()
    return 0
