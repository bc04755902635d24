"""Addresses on a shop's own host."""

from django.urls import include, path

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("hooks/", include("shop.orders.urls")),
    path("admin/", include("shop.admin.urls")),
    path("", include("shop.storefront.urls")),
]
