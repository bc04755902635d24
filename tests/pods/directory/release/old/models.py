"""A model as the code has it that runs now."""

from django.db import models

from pods.isolation.models import ShopOwned


class Parcel(ShopOwned):
    word = models.CharField(max_length=20)

    class Meta:
        app_label = "release"
