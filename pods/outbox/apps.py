from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "pods.outbox"
    label = "outbox"
