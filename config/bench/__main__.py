"""`manage.py bench`: routing, isolation, migrate, checkout, in the environment that config.bootstrap.bench has made."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from typing import Any

import django

DURABLE = frozenset({"checkout"})
"""Measured on servers that write each commit to the disk, as production's do."""


def main(arguments: list[str]) -> int:
    """Run one benchmark and print its figures with the environment they were measured in."""
    options = parser().parse_args(arguments)
    django.setup()
    figures = _benchmarks()[options.name](options)
    sys.stdout.write(json.dumps({"bench": options.name, **figures, "environment": environment()}) + "\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command line, which the launcher reads as well, before any server starts."""
    found = argparse.ArgumentParser(
        prog="manage.py bench", description="Measure, on servers of the benchmark's own; ends with one line of JSON."
    )
    names = found.add_subparsers(dest="name", required=True)
    routing = names.add_parser("routing", help="CPU of our middleware against django-tenants' own")
    routing.add_argument("--shops", type=int, default=10_000, help="shops in the directory, two hosts each")
    routing.add_argument("--requests", type=int, default=20_000)
    isolation = names.add_parser("isolation", help="CPU of a page of 20 rows against plain Django on one database")
    isolation.add_argument("--rounds", type=int, default=60, help="pairs of 20 pages each")
    migrate = names.add_parser("migrate", help="migrate_schemas with nothing to apply, with 10 shops and with many")
    migrate.add_argument("--shops", type=int, default=10_000)
    migrate.add_argument("--rounds", type=int, default=5)
    checkout = names.add_parser(
        "checkout",
        help="checkouts a second over two shops in two pods, and of one hot product; durable",
    )
    checkout.add_argument("--buyers", type=int, default=8, help="processes that buy at the same time")
    checkout.add_argument("--checkouts", type=int, default=2000, help="in each of the two measurements")
    return found


def _benchmarks() -> dict[str, Callable[[argparse.Namespace], dict[str, Any]]]:
    from config.bench import checkout, isolation, migrate, routing

    return {"routing": routing.run, "isolation": isolation.run, "migrate": migrate.run, "checkout": checkout.run}


def environment() -> dict[str, Any]:
    """Return what the figures depend on."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        server = cursor.fetchone()[0]
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "server": server,
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
