from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "pods.routing"
    label = "routing"
