"""Buyers of a shop, known by their e-mail."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pods.isolation.models import VersionedShopOwned


class Customer(VersionedShopOwned):
    """A buyer of one shop. The same e-mail in two shops is two customers."""

    email = models.EmailField(_("e-mail"), max_length=254, db_collation="utf8mb4_bin")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "email"], name="customer_email_once")]

    def __str__(self) -> str:
        return self.name
