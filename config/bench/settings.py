"""The settings of a benchmark: production's, and the benchmark's own models."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "config.bench"]
