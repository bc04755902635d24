"""A relay and a worker of pod_1 that nobody disturbs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from pods.directory.models import Shop
from pods.outbox import api
from pods.outbox.broker import QUEUE, TASK
from pods.outbox.models import Delivery
from pods.routing.shops import in_shop
from tests.conftest import MakeShop
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.processes.conftest import is_idle
from tests.pods.outbox.processes.harness import OwnBroker, Processes, until
from tests.pods.outbox.telling import about, effects, set_timer, tell, tell_many

pytestmark = pytest.mark.usefixtures("no_effects")


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """One relay and one worker for all tests of this module."""
    folder: Path = tmp_path_factory.mktemp("working")
    broker = OwnBroker(folder)
    broker.start()
    processes = Processes(folder, broker)
    processes.relay()
    processes.worker()
    yield processes
    processes.stop_all()
    broker.kill()


def _numbers(subject_id: int) -> list[Any]:
    return [effect["number"] for effect in effects("pod_1") if effect["subject"] == subject_id]


def test_an_event_is_handled_by_the_pods_worker(working: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(probe.TOUCHED, 5, number=1)
    until(is_idle(shop), "the event is handled")
    [effect] = effects("pod_1")
    assert (effect["shop"], effect["number"], effect["actor"]) == (shop.pk, 1, "system:probe.touch")


def test_a_message_that_comes_five_times_has_each_effect_once(working: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(probe.TOUCHED, 5)
        tell(probe.CALLED, 6)
        sent = list(Delivery.objects.filter(handler__startswith="probe.").values_list("pk", flat=True))
    for delivery_id in sent * 5:
        _send_copy(working, shop, delivery_id)
    until(is_idle(shop), "both are handled")
    until(lambda: working.broker.waiting() == 0, "every copy is taken")
    assert sorted(effect["subject"] for effect in effects("pod_1")) == [5, 6]
    keys = {line for line in _calls(working) if line.startswith(f"podium-{shop.pk}-")}
    assert len(keys) == 1


def _send_copy(working: Processes, shop: Shop, delivery_id: int) -> None:
    """Send a message as a relay would, past any relay."""
    from celery import Celery

    with Celery(broker=working.broker.url, set_as_current=False) as app:
        app.send_task(TASK, args=[shop.pk, delivery_id, 0], queue=QUEUE, ignore_result=True)


def _calls(processes: Processes) -> list[str]:
    return (processes.folder / "calls").read_text().split()


def test_the_events_of_a_subject_are_handled_in_their_order(working: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(probe.TOUCHED, 1, number=-1, fail=1)
        tell_many(probe.TOUCHED, [1, 2, 3] * 10)
    until(is_idle(shop), "all are handled")
    assert _numbers(1) == [-1, *range(0, 30, 3)], "the first one's failure holds its chain"
    assert _numbers(2) == list(range(1, 30, 3))
    assert _numbers(3) == list(range(2, 30, 3))


def test_a_poisoned_event_is_parked_and_all_others_go_on(working: Processes, make_shop: MakeShop) -> None:
    shop, neighbour = make_shop(), make_shop()
    with in_shop(shop):
        tell(probe.POISONED, 5)
        tell(probe.POISONED, 5)
        tell(probe.TOUCHED, 5, number=1)
        tell(probe.TOUCHED, 6, number=2)
    with in_shop(neighbour):
        tell(probe.TOUCHED, 5, number=3)
    until(is_idle(shop, neighbour), "all but the poison is handled")
    assert sorted(effect["number"] for effect in effects("pod_1")) == [1, 2, 3]
    with in_shop(shop):
        parked = api.deliveries_of(about(5))
    assert [delivery.error for delivery in parked] == ["ValueError: poison"] * 2
    assert all(delivery.parked_at is not None for delivery in parked)


def test_a_timer_is_handled_when_it_is_due(working: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    with in_shop(shop):
        set_timer(7, due_in_s=3600, number=2)
        set_timer(7, due_in_s=0.5, number=1)
    until(lambda: _numbers(7) != [], "the timer is handled")
    assert _numbers(7) == [1]


def test_only_shops_that_this_pod_serves_are_worked_for(working: Processes, make_shop: MakeShop) -> None:
    here, gone, far = make_shop(), make_shop(), make_shop(pod_number=2)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("UPDATE residency SET state = 'gone' WHERE shop_id = %s", [gone.pk])
        cursor.execute("UPDATE residency SET state = 'serving', epoch = epoch + 2 WHERE shop_id = %s", [here.pk])
    with in_shop(far):
        tell(probe.TOUCHED, 1)
    with in_shop(here.placed_at(1, here.epoch + 2)):
        tell(probe.TOUCHED, 1, number=1)
    for shop in (far, gone):
        with in_shop(shop):
            waiting = list(Delivery.objects.filter(handler=probe.TOUCH).values_list("pk", flat=True))
        for delivery_id in waiting or [1]:
            _send_copy(working, shop, delivery_id)
    until(lambda: _numbers(1) == [1], "the shop that is here is worked for")
    until(lambda: working.broker.waiting() == 0, "every message is taken")
    with in_shop(far):
        assert [delivery.tries for delivery in api.deliveries_of(about(1))] == [0]
    assert effects("pod_2") == []
    with connections["pod_1"].cursor() as cursor:  # so that its teardown finds it
        cursor.execute("UPDATE residency SET state = 'serving' WHERE shop_id = %s", [gone.pk])
