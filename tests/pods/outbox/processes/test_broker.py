"""What a message is, and how Celery is told to treat it."""

import base64
import json
from typing import Any

import pytest
from celery import Celery

from pods.outbox.broker import MARK, QUEUE, Broker, drop_mark, make_app
from pods.outbox.errors import BrokerDown
from pods.outbox.tasks import deliver
from tests.pods.outbox.processes.harness import OwnBroker


@pytest.fixture
def app(own_broker: OwnBroker, settings: Any) -> Celery:
    """The Celery app of a process whose broker is the test's own."""
    settings.OUTBOX_BROKER_URL = own_broker.url
    return make_app()


def test_a_message_is_three_numbers_and_nothing_of_the_shop(app: Celery, own_broker: OwnBroker) -> None:
    Broker(app).send(17, 1025, 3)
    [raw] = own_broker.client.lrange(QUEUE, 0, -1)
    message = json.loads(raw)
    assert json.loads(base64.b64decode(message["body"]))[:2] == [[17, 1025, 3], {}]
    assert message["content-type"] == "application/json"
    assert message["headers"]["ignore_result"] is True
    assert message["headers"]["eta"] is None


def test_celery_acknowledges_early_and_never_tries_again(app: Celery) -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_publish_retry, conf.task_ignore_result) == (False, False, True)
    assert (conf.accept_content, conf.task_serializer, conf.result_backend) == (["json"], "json", None)
    assert (deliver.acks_late, deliver.max_retries, deliver.ignore_result) == (False, 0, True)
    assert conf.task_soft_time_limit < conf.task_time_limit < 30, "a handler ends before its claim does"


def test_a_broker_keeps_its_mark_until_it_forgets(app: Celery, own_broker: OwnBroker) -> None:
    broker = Broker(app)
    mark, waiting = broker.look()
    broker.send(17, 1025, 3)
    assert (waiting, broker.look()) == (0, (mark, 1))
    own_broker.client.flushall()
    after_flush, waiting = broker.look()
    assert waiting == 0
    assert after_flush != mark
    drop_mark()
    assert own_broker.client.get(MARK) is None
    assert broker.look()[0] != after_flush, "a new worker makes relays send again what the old one had taken"


def test_a_broker_that_is_down_is_one_error(app: Celery, own_broker: OwnBroker) -> None:
    broker = Broker(app)
    broker.send(17, 1025, 3)
    own_broker.kill()
    with pytest.raises(BrokerDown):
        broker.look()
    with pytest.raises(BrokerDown):
        broker.send(17, 1025, 3)
    drop_mark()
    own_broker.start()
    broker.send(17, 1025, 3)
    assert broker.look()[1] == 1
