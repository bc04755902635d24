from django.apps import AppConfig


class ProbeConfig(AppConfig):
    name = "tests.pods.outbox.probe"
    label = "probe"
