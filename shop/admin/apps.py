from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "shop.admin"
    label = "shop_admin"
