from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "shop.staff"
    label = "staff"

    def ready(self) -> None:
        from shop.staff import checks  # noqa: F401 - registers them
