"""What the settings of the tests say about the probes; imports no model."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

SHOP_PROBE = "tests.probe.apps.ShopProbeConfig"
PLAIN_PROBE = "tests.probe.apps.PlainProbeConfig"
PLAIN_ALIASES = ("plain_a", "plain_b")


def plain_settings() -> dict[str, dict[str, Any]]:
    """Return DATABASES of the plain models: two databases on pod_1's server, used as root."""
    url = urlsplit(os.environ["POD_1_DATABASE_ROOT_URL"])
    return {
        alias: {
            "ENGINE": "django.db.backends.mysql",
            "NAME": alias,
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname,
            "PORT": str(url.port),
            "OPTIONS": {"isolation_level": "read committed", "charset": "utf8mb4", "connect_timeout": 5},
        }
        for alias in PLAIN_ALIASES
    }
