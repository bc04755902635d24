"""The settings of a benchmark: production's, the benchmark's own models, and a gateway that costs nothing."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "config.bench"]
CARD_GATEWAY = "config.bench.gateway.instant_gateway"
