"""What happened (Event), what is left to do about it (Delivery), who did it (AuditEntry), and two small neighbours.

A delivery row is work to be done: it is deleted by the transaction that does the work. A parked one has no due_at.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from pods.isolation.fields import ShopForeignKey
from pods.isolation.models import ShopOwned

EXACT = "utf8mb4_bin"
"""Keys from outside are compared byte by byte."""


class Event(ShopOwned):
    """Something that happened in a shop. Its payload holds ids and figures, never names or addresses."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    subject_kind = models.CharField(_("subject"), max_length=40)
    subject_id = models.BigIntegerField(_("subject's id"))
    payload = models.JSONField(_("payload"), default=dict)
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    created_at = models.DateTimeField(_("when"), db_default=Now())
    expires_at = models.DateTimeField(
        _("kept until"), null=True, help_text=_("Empty: it stays as long as what it is about.")
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["shop_id", "subject_kind", "subject_id"], name="event_subject"),
            models.Index(fields=["shop_id", "expires_at"], name="event_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"


class Delivery(ShopOwned):
    """One handler's work for one event, or for a timer: then it has no event, and a payload of its own."""

    event = ShopForeignKey(
        Event, null=True, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("event")
    )
    handler = models.CharField(_("handler"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10)
    work = models.CharField(_("class"), max_length=20)
    subject_kind = models.CharField(_("subject"), max_length=40)
    subject_id = models.BigIntegerField(_("subject's id"))
    ordered = models.BooleanField(_("in order"), default=True)
    payload = models.JSONField(_("payload"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True, default="")
    parked_at = models.DateTimeField(_("parked"), null=True)
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes: ClassVar = [
            # A parked row's due_at is NULL, so MIN(due_at) of a shop is its next work: one probe per shop.
            models.Index(fields=["shop_id", "due_at"], name="delivery_due"),
            models.Index(fields=["shop_id", "handler", "subject_kind", "subject_id"], name="delivery_chain"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True, parked_at__isnull=False)
                | models.Q(due_at__isnull=False, parked_at__isnull=True),
                name="delivery_is_due_or_parked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} for {self.subject_kind} {self.subject_id}"


class AuditEntry(ShopOwned):
    """A change by staff, an operator, a token or an app: who, what, before and after."""

    action = models.CharField(_("action"), max_length=80)
    subject_kind = models.CharField(_("subject"), max_length=40)
    subject_id = models.BigIntegerField(_("subject's id"))
    actor_kind = models.CharField(_("actor"), max_length=20)
    actor_id = models.CharField(_("actor's id"), max_length=80)
    actor_name = models.CharField(_("actor's name"), max_length=120)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    created_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes: ClassVar = [models.Index(fields=["shop_id", "subject_kind", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action}"


class InboxEntry(ShopOwned):
    """A message from outside the pod that has been taken in: its second copy finds this row."""

    source = models.CharField(_("source"), max_length=40)
    message_key = models.CharField(_("message"), max_length=190, db_collation=EXACT)
    received_at = models.DateTimeField(_("received"), db_default=Now())
    expires_at = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("inbox entry")
        verbose_name_plural = _("inbox entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop_id", "source", "message_key"], name="inbox_message_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop_id", "expires_at"], name="inbox_expiry")]

    def __str__(self) -> str:
        return f"{self.source} {self.message_key}"


class PodEvent(models.Model):
    """Something that is the pod's and not one shop's; it stays when shops move."""

    name = models.CharField(_("name"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        db_table = "pod_event"
        verbose_name = _("pod event")
        verbose_name_plural = _("pod events")
        indexes: ClassVar = [models.Index(fields=["name", "created_at"], name="pod_event_name")]

    def __str__(self) -> str:
        return self.name
