from django.apps import AppConfig


class FraudConfig(AppConfig):
    name = "shop.fraud"
    label = "fraud"
