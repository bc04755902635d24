"""Addresses that no person visits."""

from django.urls import path

from shop.orders.hooks import payment_hook

app_name = "hooks"
urlpatterns = [path("payments/<slug:gateway>", payment_hook, name="payments")]
