"""Payment attempts: of a card only what may be kept."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.models import ShopOwned

EXACT = "utf8mb4_bin"


class PaymentAttempt(ShopOwned):
    """One try to get a sale paid, under one key at the gateway. What it pays for refers to it.

    rules.MOVES has the ways between its states.
    """

    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    state = models.CharField(_("state"), max_length=12)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    gateway = models.CharField(_("gateway"), max_length=40)
    token = models.CharField(_("card token"), max_length=100, db_collation=EXACT, blank=True)
    brand = models.CharField(_("card brand"), max_length=30, blank=True)
    last_four = models.CharField(_("last four digits"), max_length=4, blank=True)
    bin = models.CharField(_("BIN"), max_length=8, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_collation=EXACT, blank=True)
    avs = models.CharField(_("address check"), max_length=12, blank=True)
    cvv = models.CharField(_("code check"), max_length=12, blank=True)
    reference = models.CharField(_("gateway's reference"), max_length=64, blank=True)
    reason = models.CharField(_("decline reason"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id", "key"], name="attempt_key_once")]
