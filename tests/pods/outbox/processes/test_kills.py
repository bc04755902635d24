"""Brokers flushed, brokers, workers and relays killed: every local effect once, remote ones under one id."""

import subprocess
from collections import Counter

import pytest

from pods.directory.models import Shop
from pods.outbox.models import Delivery, Event
from pods.routing.shops import in_shop, public_shop
from tests.conftest import MakeShop
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.processes.conftest import is_idle
from tests.pods.outbox.processes.harness import OwnBroker, Processes, until
from tests.pods.outbox.telling import effects, tell, tell_many

pytestmark = pytest.mark.usefixtures("no_effects")
FULL = 8
"""Messages that a relay of a worker with two slots keeps in flight."""


def _assert_once_each(count: int) -> None:
    times = Counter(effect["delivery"] for effect in effects("pod_1"))
    assert set(times.values()) == {1}, "an effect was doubled"
    assert len(times) == count


def _backlog(shop: Shop, count: int) -> None:
    """Write events about half as many subjects, so that chains are two long."""
    with in_shop(shop):
        tell_many(probe.TOUCHED, [number // 2 for number in range(count)])


def test_a_broker_flushed_with_messages_in_it_loses_nothing(
    processes: Processes, own_broker: OwnBroker, make_shop: MakeShop
) -> None:
    shop = make_shop()
    _backlog(shop, 30)
    processes.relay()
    until(lambda: own_broker.waiting() == FULL, "the relay has sent")
    own_broker.client.flushall()
    until(lambda: own_broker.waiting() == FULL, "the relay has sent again")
    processes.worker()
    until(is_idle(shop), "all is handled")
    _assert_once_each(30)


def test_a_broker_that_dies_and_comes_back_empty_loses_nothing(
    processes: Processes, own_broker: OwnBroker, make_shop: MakeShop
) -> None:
    shop = make_shop()
    relay, worker = processes.relay(), processes.worker()
    _backlog(shop, 20)
    until(lambda: len(effects("pod_1")) > 5, "work has begun")
    own_broker.kill()
    _backlog(shop, 20)
    until(lambda: "relay_waits" in processes.said(), "the relay has noticed")
    own_broker.start()
    until(is_idle(shop), "all is handled")
    _assert_once_each(40)
    assert (relay.poll(), worker.poll()) == (None, None), "both outlived their broker"


def test_a_worker_killed_in_the_middle_of_a_handler_has_one_effect(processes: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(probe.TOUCHED, 5, gate="one")
    processes.relay()
    worker = processes.worker()
    until(lambda: any(processes.folder.glob("at-one-*-1")), "the handler is in its middle")
    processes.kill(worker)
    (processes.folder / "open-one").touch()
    processes.worker()
    until(is_idle(shop), "it is handled after the claim lapsed")
    [effect] = effects("pod_1")
    assert effect["tries"] == 2


def test_a_worker_killed_after_a_remote_call_calls_again_under_the_same_key(
    processes: Processes, make_shop: MakeShop
) -> None:
    shop = make_shop()
    with in_shop(shop):
        tell(probe.CALLED, 5, gate="two")
    processes.relay()
    worker = processes.worker()
    until(lambda: any(processes.folder.glob("at-two-*-1")), "the call was made")
    processes.kill(worker)
    (processes.folder / "open-two").touch()
    processes.worker()
    until(is_idle(shop), "it is handled after the claim lapsed")
    calls = (processes.folder / "calls").read_text().split()
    assert len(calls) == 2
    assert len(set(calls)) == 1
    assert [effect["tries"] for effect in effects("pod_1")] == [2]


def test_workers_killed_again_and_again_have_each_effect_once(processes: Processes, make_shop: MakeShop) -> None:
    shop = make_shop()
    _backlog(shop, 90)
    processes.relay()
    for done in (10, 30, 50):
        worker = processes.worker()
        until(lambda done=done: len(effects("pod_1")) >= done, f"{done} are handled")  # type: ignore[misc]
        processes.kill(worker)
    processes.worker()
    until(is_idle(shop), "all is handled")
    _assert_once_each(90)


def test_a_relay_killed_after_sending_loses_and_doubles_nothing(
    processes: Processes, own_broker: OwnBroker, make_shop: MakeShop
) -> None:
    shop = make_shop()
    _backlog(shop, 30)
    for _ in range(3):
        relay = processes.relay()
        until(lambda: own_broker.waiting() == FULL, "the relay has sent")
        processes.kill(relay)
        own_broker.client.lpop("outbox", 3)  # and some of it is lost
    processes.relay()
    processes.worker()
    until(is_idle(shop), "all is handled")
    _assert_once_each(30)


def test_two_relays_and_two_workers_do_each_thing_once_and_in_order(processes: Processes, make_shop: MakeShop) -> None:
    shop, other = make_shop(), make_shop()
    for each in (shop, other):
        with in_shop(each):
            tell_many(probe.TOUCHED, [number % 10 for number in range(60)])
    for _ in range(2):
        processes.relay()
        processes.worker()
    until(is_idle(shop, other), "all is handled")
    _assert_once_each(120)
    for each in (shop, other):
        for subject in range(10):
            numbers = [
                effect["number"]
                for effect in effects("pod_1")
                if (effect["shop"], effect["subject"]) == (each.pk, subject)
            ]
            assert numbers == list(range(subject, 60, 10))


def test_sigterm_ends_a_relay_in_peace(processes: Processes, own_broker: OwnBroker) -> None:
    relay = processes.relay()
    until(lambda: "relay_started" in processes.said(), "the relay runs")
    relay.terminate()
    assert relay.wait(timeout=30) == 0
    assert "relay_stopped" in processes.said()
    assert "Traceback" not in processes.said()


@pytest.mark.usefixtures("committed", "fleet")
def test_the_directory_has_a_relay_and_a_control_worker(processes: Processes) -> None:
    processes.pod = None
    processes.relay()
    worker: subprocess.Popen[bytes] = processes.worker()
    platform = public_shop()
    with in_shop(platform):
        tell(probe.TOUCHED, 5, number=1)
        until(is_idle(platform), "the control worker has handled it")
        assert [effect["shop"] for effect in effects("default")] == [platform.pk]
        Delivery.objects.filter(handler=probe.TOUCH).delete()
        Event.objects.filter(name=probe.TOUCHED).delete()
    assert worker.poll() is None
