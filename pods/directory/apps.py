from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "pods.directory"
    label = "directory"
