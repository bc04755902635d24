"""The outbox's door: tell what happened, leave work to be done, and declare who does it."""

from pods.outbox.registry import handler, remote_handler
from pods.outbox.selectors import audit_of, deliveries_of, events_of
from pods.outbox.services.publishing import (
    SHOP,
    audit,
    forget,
    hasten,
    publish,
    publish_pod_event,
    receive_once,
    resume,
    schedule,
)
from pods.outbox.types import (
    TIMERS_DUE,
    AuditRecord,
    DeliveryRecord,
    EventFacts,
    EventRecord,
    HandlerClass,
    Subject,
)

__all__ = [
    "SHOP",
    "TIMERS_DUE",
    "AuditRecord",
    "DeliveryRecord",
    "EventFacts",
    "EventRecord",
    "HandlerClass",
    "Subject",
    "audit",
    "audit_of",
    "deliveries_of",
    "events_of",
    "forget",
    "handler",
    "hasten",
    "publish",
    "publish_pod_event",
    "receive_once",
    "remote_handler",
    "resume",
    "schedule",
]
