from django.apps import AppConfig


class ShopProbeConfig(AppConfig):
    name = "tests.probe.shops"
    label = "probe_shops"


class PlainProbeConfig(AppConfig):
    name = "tests.probe.plain"
    label = "probe_plain"
