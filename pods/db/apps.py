from typing import Any

from django.apps import AppConfig


class PodsDbConfig(AppConfig):
    """Must be the first app: it prepares the ground for django_tenants."""

    name = "pods.db"
    label = "podium_db"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from pods.db import tenants

        tenants.install()
