from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Only installed while a benchmark runs: its plain models find each other through the registry of apps."""

    name = "config.bench"
    label = "bench"
