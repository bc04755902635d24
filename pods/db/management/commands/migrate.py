"""Gives `migrate` back to Django: django-tenants puts its own command in that name's place."""

from django.core.management.commands.migrate import Command

__all__ = ["Command"]
