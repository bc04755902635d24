"""Addresses on the platform's own host."""

from django.urls import URLPattern, URLResolver, path

from config.urls import handler400, handler403, handler404, handler500
from pods.console.views import first_page, overview
from pods.routing.routes import RouteClass, route
from shop.staff.api import Permission, sign_in_page, sign_out_page, signed_in

__all__ = ["handler400", "handler403", "handler404", "handler500"]

console = route(RouteClass.ADMIN)(signed_in(Permission.PODS_MANAGE)(overview))
"""The console knows pods, not people: here it is put behind the operators' sign-in."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", first_page(console), name="first_page"),
    path("admin/", console, name="console"),
    path("admin/sign-in", sign_in_page, name="sign_in"),
    path("admin/sign-out", sign_out_page, name="sign_out"),
]
