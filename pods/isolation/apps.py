from django.apps import AppConfig


class IsolationConfig(AppConfig):
    name = "pods.isolation"
    label = "isolation"

    def ready(self) -> None:
        """Register the checks."""
        from pods.isolation import checks  # noqa: F401
