"""The settings as mypy's Django plugin reads them: nothing of that deployment runs, and nothing connects to it."""

from pathlib import Path

from config.bootstrap.environment import load_environment

load_environment(Path(__file__).resolve().parents[1] / ".ci" / "deployment.env")

from config.settings import *  # noqa: E402, F403  (they read the environment)
