"""`manage.py createsuperuser` of Django, refused."""

from pods.routing.management.commands.create_tenant_superuser import Command

__all__ = ["Command"]
