"""Processes and rows of their own for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pods.directory.models import Shop
from pods.outbox.models import Delivery, PodEvent
from pods.routing.shops import in_shop
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.processes.harness import OwnBroker, Processes


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[OwnBroker]:
    """A broker that the test may flush and kill."""
    broker = OwnBroker(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def processes(probe_folder: Path, own_broker: OwnBroker) -> Iterator[Processes]:
    """Starts relays and workers of pod_1; all of them are gone afterwards."""
    started = Processes(probe_folder, own_broker)
    yield started
    started.stop_all()


@pytest.fixture
def no_effects(committed: None) -> Iterator[None]:
    """Leave no effect of a probe behind."""
    yield
    for database in ("default", "pod_1", "pod_2"):
        PodEvent.objects.using(database).filter(name=probe.EFFECT).delete()


def is_idle(*shops: Shop) -> Callable[[], bool]:
    """Return a condition: nothing is left to do for these shops but what is parked."""

    def condition() -> bool:
        for shop in shops:
            with in_shop(shop):
                if Delivery.objects.filter(handler__startswith="probe.", due_at__isnull=False).exists():
                    return False
        return True

    return condition
