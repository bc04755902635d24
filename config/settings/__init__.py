"""Django's settings, one file per concern. Everything that differs between deployments comes from the environment."""

from config.settings.apps import *  # noqa: F403
from config.settings.data import *  # noqa: F403
from config.settings.folders import *  # noqa: F403
from config.settings.logging import *  # noqa: F403
from config.settings.outbox import *  # noqa: F403
from config.settings.payments import *  # noqa: F403
from config.settings.web import *  # noqa: F403
