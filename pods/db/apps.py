from django.apps import AppConfig


class PodsDbConfig(AppConfig):
    name = "pods.db"
    label = "podium_db"
