"""The broker: one per pod and one for the directory. It carries messages, and may lose or copy every one of them."""

import secrets
from contextlib import suppress
from typing import Any, cast

import redis
from celery import Celery
from celery.exceptions import CeleryError
from celery.signals import worker_ready
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from kombu.entity import Queue
from kombu.exceptions import KombuError
from prometheus_client import start_http_server

from pods.outbox.errors import BrokerDown
from pods.routing.metrics import registry

QUEUE = "outbox"
TASK = "pods.outbox.deliver"
MARK = "podium:outbox:mark"
CONNECT_TIMEOUT_S = 1
ANSWER_TIMEOUT_S = 5

_DOWN = (redis.RedisError, KombuError, CeleryError, OSError)


def make_app() -> Celery:
    """Return the Celery app of this process's broker.

    Messages are acknowledged before their work and never tried again: the delivery row is what remembers.
    """
    if not settings.OUTBOX_BROKER_URL:
        name = f"POD_{settings.PROCESS_POD}_BROKER_URL" if settings.PROCESS_POD else "DIRECTORY_BROKER_URL"
        raise ImproperlyConfigured(f"{name} is not set; relays and workers need it.")
    app = Celery("podium", set_as_current=True)
    app.conf.update(
        broker_url=settings.OUTBOX_BROKER_URL,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=CONNECT_TIMEOUT_S,
        broker_transport_options={
            "socket_connect_timeout": CONNECT_TIMEOUT_S,
            "socket_timeout": ANSWER_TIMEOUT_S,
            "socket_keepalive": True,
        },
        imports=["pods.outbox.tasks"],
        task_default_queue=QUEUE,
        # Taken is gone: nothing to acknowledge, so nothing that a lost connection can leave unacknowledged for ever.
        # With acknowledgements a worker whose broker died under one stops taking messages (seen with Celery 5.7).
        # It also takes all there are; the relay's limit is what bounds them.
        task_queues=[Queue(QUEUE, routing_key=QUEUE, no_ack=True)],  # type: ignore[no-untyped-call]
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=False,
        task_publish_retry=False,
        task_soft_time_limit=settings.OUTBOX_CLAIM_S * 0.8,
        task_time_limit=settings.OUTBOX_CLAIM_S * 0.9,
        worker_concurrency=settings.OUTBOX_WORKER_SLOTS,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        CELERY_DB_REUSE_MAX=1_000_000,  # the handler itself drops connections that are old or broken
    )
    return app


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_connect_timeout=CONNECT_TIMEOUT_S, socket_timeout=ANSWER_TIMEOUT_S, decode_responses=True
    )


@worker_ready.connect  # type: ignore[untyped-decorator]
def drop_mark(**_kwargs: Any) -> None:
    """Let relays know of a worker that starts: what the one before it had taken and not claimed is sent again."""
    with suppress(*_DOWN), _client(settings.OUTBOX_BROKER_URL) as client:
        client.delete(MARK)


@worker_ready.connect  # type: ignore[untyped-decorator]
def serve_metrics(**_kwargs: Any) -> None:
    """Serve what all processes of this worker have counted, on 127.0.0.1 at PODIUM_METRICS_PORT; 0 serves nothing."""
    if settings.METRICS_PORT:
        start_http_server(settings.METRICS_PORT, addr="127.0.0.1", registry=registry())


class Broker:
    """A relay's way to its workers. Each method raises BrokerDown when the broker does not answer in time."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._redis = _client(str(app.conf.broker_url))

    def look(self) -> tuple[str, int]:
        """Return the broker's mark and how many messages wait in it.

        A mark that has changed says that messages may be lost: the broker was flushed or came back empty, or a worker
        has started anew.
        """
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.set(MARK, secrets.token_hex(8), nx=True)
                pipe.get(MARK)
                pipe.llen(QUEUE)
                _set, mark, waiting = pipe.execute()
        except _DOWN as error:
            raise BrokerDown(str(error)) from error
        return cast(str, mark), int(waiting)

    def send(self, shop_id: int, delivery_id: int, tries: int) -> None:
        """Send one message: these three numbers are all that ever passes a broker."""
        message: Any = [shop_id, delivery_id, tries]
        try:
            self._app.send_task(TASK, args=message, queue=QUEUE, retry=False, ignore_result=True)
        except _DOWN as error:
            raise BrokerDown(str(error)) from error
