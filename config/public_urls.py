"""Addresses on the platform's own host."""

from django.urls import URLPattern, URLResolver, path

from config.urls import handler400, handler403, handler404, handler500
from shop.staff.api import sign_in_page, sign_out_page

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/sign-in", sign_in_page, name="sign_in"),
    path("admin/sign-out", sign_out_page, name="sign_out"),
]
