#!/usr/bin/env python3
"""Starts every command of Podium: `python3 manage.py up`, `test`, `migrate_schemas`, ...

This file parses on every Python, however old, so that an old one answers with a sentence instead of a traceback.
"""

import sys

if sys.version_info < (3, 12):
    sys.exit(
        "Podium needs Python 3.12 or newer, and %s is Python %d.%d. Start it with a newer one, for example: "
        "python3.13 manage.py up" % ((sys.executable or "this",) + tuple(sys.version_info[:2]))
    )

from config.bootstrap.launcher import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
