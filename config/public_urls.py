"""Addresses on the platform's own host."""

from django.urls import URLPattern, URLResolver

from config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns: list[URLPattern | URLResolver] = []
