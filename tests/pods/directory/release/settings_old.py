"""The tests' settings, as the old code has them."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, TENANT_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.pods.directory.release.old"]
TENANT_APPS = [*TENANT_APPS, "tests.pods.directory.release.old"]
