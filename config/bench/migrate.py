"""migrate_schemas with nothing to apply: its time depends on the pods, not on the shops."""

import argparse
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from django.db import connections

from config.bench.fleet import fill_directory

LONGEST_S = 600


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Return the medians in seconds, with 10 shops and with `--shops`."""
    fill_directory(10)
    _migrate()  # warms the file cache
    few = [_migrate() for _ in range(options.rounds)]
    fill_directory(options.shops)
    many = [_migrate() for _ in range(options.rounds)]
    return {
        "seconds_10": round(median(few), 2),
        "seconds_n": round(median(many), 2),
        "ratio": round(median(many) / median(few), 3),
        "shops": options.shops,
        "pods": len(connections.settings) - 1,
    }


def _migrate() -> float:
    """Run the command as its own process, the database user and all, and return its seconds."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "migrate_schemas", "--noinput"],
        env={**os.environ, "PODIUM_DATABASE_USER": "migrator", "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LONGEST_S,
    )
    return time.perf_counter() - started
