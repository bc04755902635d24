from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "pods.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Import the handlers.py of every app, so that each process knows every handler."""
        from pods.outbox import checks  # noqa: F401 - registers itself

        autodiscover_modules("handlers")
