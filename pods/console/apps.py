from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "pods.console"
    label = "console"
