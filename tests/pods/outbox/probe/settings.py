"""The settings of worker and relay processes in tests: production's, and the probes."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.pods.outbox.probe"]
