from django.apps import AppConfig


class IsolationConfig(AppConfig):
    name = "pods.isolation"
    label = "isolation"
