"""The settings of the tests: production's, but for what would only make them slow.

One transaction is open around most tests, so a connection may idle in it as long as the test runs.
"""

from config.settings import *  # noqa: F403
from config.settings import DATABASE_ROUTERS, DATABASES, INSTALLED_APPS, STORAGES, TENANT_APPS
from tests.probe.names import PLAIN_PROBE, SHOP_PROBE, plain_settings

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

for _database in DATABASES.values():
    _database["IDLE_TRANSACTION_S"] = 0

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""No collectstatic before each run: pages name the sources' own files."""
WHITENOISE_USE_FINDERS = True

INSTALLED_APPS = [*INSTALLED_APPS, SHOP_PROBE, PLAIN_PROBE]
TENANT_APPS = [*TENANT_APPS, "tests.probe.shops"]
DATABASES |= plain_settings()
DATABASE_ROUTERS = ["tests.probe.databases.PlainRouter", *DATABASE_ROUTERS]
