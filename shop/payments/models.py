"""Payment attempts, what is done with them, disputes, and which payments the shop takes.

Of a card only what may be kept.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned, VersionedShopOwned

EXACT = "utf8mb4_bin"


class PaymentAttempt(ShopOwned):
    """One try to get a sale paid, under one key at the gateway. What it pays for refers to it.

    rules.MOVES has the ways between its states. The sums are those of its operations that are done; `disputed_minor`
    is that of its disputes which were not won: what the bank keeps.
    """

    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    state = models.CharField(_("state"), max_length=12)
    amount_minor = models.BigIntegerField(_("amount"))
    captured_minor = models.BigIntegerField(_("captured"), default=0)
    voided_minor = models.BigIntegerField(_("voided"), default=0)
    refunded_minor = models.BigIntegerField(_("refunded"), default=0)
    disputed_minor = models.BigIntegerField(_("disputed"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    gateway = models.CharField(_("gateway"), max_length=40)
    token = models.CharField(_("card token"), max_length=100, db_collation=EXACT, blank=True)
    brand = models.CharField(_("card brand"), max_length=30, blank=True)
    last_four = models.CharField(_("last four digits"), max_length=4, blank=True)
    bin = models.CharField(_("BIN"), max_length=8, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_collation=EXACT, blank=True)
    avs = models.CharField(_("address check"), max_length=12, blank=True)
    cvv = models.CharField(_("code check"), max_length=12, blank=True)
    three_ds = models.CharField(_("3-D Secure"), max_length=16, blank=True)
    reference = models.CharField(_("gateway's reference"), max_length=64, blank=True)
    reason = models.CharField(_("decline reason"), max_length=40, blank=True)
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "key"], name="attempt_key_once"),
            models.CheckConstraint(
                condition=Q(
                    captured_minor__gte=0,
                    voided_minor__gte=0,
                    captured_minor__lte=F("amount_minor") - F("voided_minor"),
                ),
                name="attempt_takes_no_more_than_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="attempt_gives_no_more_than_it_took",
            ),
        ]


class PaymentOperation(ShopOwned):
    """One capture, void or refund: written down before the gateway is asked. `key` makes it once."""

    attempt = ShopForeignKey(PaymentAttempt, on_delete=models.CASCADE, related_name="operations")
    key = models.CharField(_("key"), max_length=64, db_collation=EXACT)
    kind = models.CharField(_("kind"), max_length=10)
    state = models.CharField(_("state"), max_length=10)
    amount_minor = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason of a refusal"), max_length=40, blank=True)
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    done_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("payment operation")
        verbose_name_plural = _("payment operations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "key"], name="operation_key_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="operation_of_something"),
        ]


class Dispute(ShopOwned):
    """A charge that the card's owner says was not right. `reference` is the gateway's."""

    attempt = ShopForeignKey(PaymentAttempt, on_delete=models.CASCADE, related_name="disputes")
    reference = models.CharField(_("gateway's reference"), max_length=64, db_collation=EXACT)
    state = models.CharField(_("state"), max_length=10)
    amount_minor = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    answer_by = models.DateTimeField(_("to be answered until"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "reference"], name="dispute_reference_once")
        ]


class PaymentSettings(VersionedShopOwned):
    """Which payments the shop takes besides cards: one row, made by the first save. Without it they are off."""

    is_manual_on = models.BooleanField(_("manual payment is taken"), default=False)
    manual_name = models.CharField(_("name of the manual payment"), max_length=60, blank=True)
    manual_instructions = models.CharField(_("how to pay"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("payment settings")
        verbose_name_plural = _("payment settings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop_id"], name="payment_settings_once")]
