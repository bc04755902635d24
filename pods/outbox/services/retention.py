"""Deletes what has expired, shop by shop: events that are not kept with their subject, and the inbox's memory."""

from django.db.models.functions import Now

from pods.outbox.models import Event, InboxEntry
from pods.outbox.services.publishing import SHOP, SWEEP, SWEEP_EVERY_S, schedule
from pods.routing.service import service

BATCH = 1000
"""Rows of a kind in one transaction: some 20 ms, so nobody waits for its locks."""


@service
def sweep() -> int:
    """Delete up to a batch of expired rows and schedule the next sweep; return how many there were.

    At once when there may be more, in a day when something will expire, else none: the next row that can expire
    schedules one. Up to six queries.
    """
    events = Event.objects.filter(expires_at__lte=Now(), deliveries__isnull=True).order_by("expires_at")
    inbox = InboxEntry.objects.filter(expires_at__lte=Now()).order_by("expires_at")
    swept = []
    for expired in (events, inbox):
        ids = list(expired.values_list("pk", flat=True)[:BATCH])
        if ids:
            expired.model._default_manager.filter(pk__in=ids).delete()
        swept.append(len(ids))
    if max(swept) == BATCH:
        schedule(SWEEP, SHOP, {})
    elif Event.objects.filter(expires_at__isnull=False).exists() or InboxEntry.objects.exists():
        schedule(SWEEP, SHOP, {}, due_in_s=SWEEP_EVERY_S)
    return sum(swept)
