"""Sends each model to its home: the directory, or the pod of the current shop.

A model's home follows from its app: SHARED_APPS live in the directory, TENANT_APPS in every pod, and an app
in both lists follows the current shop, so the public tenant's rows stay in the directory.
"""

from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django_tenants.routers import TenantSyncRouter

from pods.db.current import DIRECTORY, current_database
from pods.db.errors import NoShop


def _labels(names: list[str]) -> frozenset[str]:
    wanted = set(names)
    return frozenset(config.label for config in apps.get_app_configs() if config.name in wanted)


class PodRouter(TenantSyncRouter):
    @cached_property
    def shared(self) -> frozenset[str]:
        """Labels of the apps whose tables the directory has."""
        return _labels(settings.SHARED_APPS)

    @cached_property
    def owned(self) -> frozenset[str]:
        """Labels of the apps whose tables every pod has."""
        return _labels(settings.TENANT_APPS)

    def _home(self, model: type[Model]) -> str:
        label = model._meta.app_label
        if label not in self.owned:
            return DIRECTORY
        try:
            alias = current_database()
        except NoShop as refusal:
            raise NoShop(f"{model._meta.label}: {refusal}") from None
        if alias == DIRECTORY and label not in self.shared:
            raise NoShop(f"{model._meta.label} lives in pods only; the platform itself has none.")
        return alias

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Return the alias to read from: the one place where replicas will be chosen."""
        return self._home(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Return the alias to write to."""
        return self._home(model)

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool | None:
        """Relate rows of one database only."""
        if obj1._state.db and obj2._state.db:
            return obj1._state.db == obj2._state.db
        return None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        """Make an app's tables in the directory, in the pods, or in both."""
        return app_label in (self.shared if db == DIRECTORY else self.owned)
