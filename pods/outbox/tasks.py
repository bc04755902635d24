"""The one Celery task. Only a relay sends it."""

from celery import shared_task
from django.db import close_old_connections

from pods.outbox.broker import TASK
from pods.outbox.worker import handle


@shared_task(name=TASK, ignore_result=True, acks_late=False, max_retries=0)  # type: ignore[untyped-decorator]
def deliver(shop_id: int, delivery_id: int, tries: int) -> None:
    """Handle one message, on connections that work."""
    close_old_connections()
    handle(shop_id, delivery_id, tries)
