"""What expires is swept shop by shop; what is kept with its subject stays."""

from typing import Any

import pytest
from django.db.models.functions import Now

from pods.directory.models import Shop
from pods.outbox import api
from pods.outbox.models import Delivery, Event, InboxEntry
from pods.outbox.services import retention
from pods.outbox.types import Outcome
from pods.outbox.worker import handle
from pods.routing.service import service
from tests.pods.outbox.telling import about, tell

pytestmark = pytest.mark.usefixtures("pinned")
DAY_S = 24 * 3600


def _sweeps() -> list[Any]:
    return list(Delivery.objects.filter(handler="outbox.sweep", due_at__isnull=False))


def _run_sweep(shop: Shop) -> None:
    [sweep] = _sweeps()
    assert handle(shop.pk, sweep.pk, sweep.tries) is Outcome.DONE


def test_what_may_expire_schedules_one_sweep(shop: Shop) -> None:
    tell("probe.seen", 1)
    assert _sweeps() == [], "nothing here can expire"
    tell("probe.seen", 2, keep_s=DAY_S)
    tell("probe.seen", 3, keep_s=DAY_S)
    service(api.receive_once)("gateway", "evt_1")
    assert len(_sweeps()) == 1


def test_a_sweep_deletes_what_has_expired_and_only_that(shop: Shop) -> None:
    tell("probe.seen", 1)
    tell("probe.seen", 2, keep_s=0)
    tell("probe.seen", 3, keep_s=DAY_S)
    service(api.receive_once)("gateway", "old", keep_s=0)
    service(api.receive_once)("gateway", "new")
    _run_sweep(shop)
    assert [len(api.events_of(about(subject))) for subject in (1, 2, 3)] == [1, 0, 1]
    assert list(InboxEntry.objects.values_list("message_key", flat=True)) == ["new"]
    [successor] = _sweeps()
    assert successor.tries == 0


def test_an_event_with_work_left_is_not_swept(shop: Shop) -> None:
    tell("probe.touched", 1, keep_s=0)
    _run_sweep(shop)
    assert len(api.events_of(about(1))) == 1
    assert len(_sweeps()) == 1


def test_when_nothing_is_left_to_expire_the_sweeping_ends(shop: Shop) -> None:
    tell("probe.seen", 1, keep_s=0)
    _run_sweep(shop)
    assert _sweeps() == []


def test_a_full_batch_goes_on_at_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for subject in range(3):
        tell("probe.seen", subject, keep_s=0)
    _run_sweep(shop)
    assert Event.objects.count() == 1
    assert Delivery.objects.filter(handler="outbox.sweep", due_at__lte=Now()).count() == 1
    _run_sweep(shop)
    assert not Event.objects.exists()


def test_sweeping_twice_changes_nothing_more(shop: Shop) -> None:
    tell("probe.seen", 1, keep_s=0)
    assert retention.sweep() == 1
    assert retention.sweep() == 0
