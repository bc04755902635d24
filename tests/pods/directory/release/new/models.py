"""The same model in the next release: a column more, and a table more that refers to it."""

from django.db import models

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned


class Parcel(ShopOwned):
    word = models.CharField(max_length=20)
    note = models.CharField(max_length=20, null=True)  # noqa: DJ001 - an old process writes no note

    class Meta:
        app_label = "release"


class Stamp(ShopOwned):
    parcel = ShopForeignKey(Parcel, on_delete=models.CASCADE)

    class Meta:
        app_label = "release"
