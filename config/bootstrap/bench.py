"""`manage.py bench`: benchmarks on servers of their own, gone afterwards; durable where commits are measured."""

import subprocess

from config.bench.__main__ import DURABLE, parser
from config.bootstrap import paths
from config.bootstrap.sandbox import throwaway_sandbox
from config.bootstrap.test import environment, outside


def main(arguments: list[str]) -> int:
    """Run one benchmark and return its exit code."""
    options = parser().parse_args(arguments)
    with throwaway_sandbox(durable=options.name in DURABLE) as sandbox:
        variables = {**outside(), **environment(sandbox), "DJANGO_SETTINGS_MODULE": "config.bench.settings"}
        sandbox.migrate(variables)
        command = [str(paths.PYTHON), "-m", "config.bench", *arguments]
        return subprocess.run(command, env=variables, cwd=paths.ROOT, check=False).returncode
