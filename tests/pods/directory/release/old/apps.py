from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "tests.pods.directory.release.old"
    label = "release"
