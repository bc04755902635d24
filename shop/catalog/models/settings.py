"""What the merchant chose for the whole shop."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.models import VersionedShopOwned


class Settings(VersionedShopOwned):
    """One row."""

    currency = models.CharField(_("currency"), max_length=3)
    country = models.CharField(_("country"), max_length=2)

    class Meta:
        verbose_name = _("settings")
        verbose_name_plural = _("settings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="settings_once")]
