"""One message in a worker: claimed, handled once, put back or parked. The relay and Celery are not needed for that."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from pods.directory.models import Shop
from pods.outbox import api
from pods.outbox.models import Delivery
from pods.outbox.services.claiming import Claimed, apply_local, claim, put_back, record_remote
from pods.outbox.types import DeliveryRecord, Outcome
from pods.outbox.worker import handle
from pods.routing import usage
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import about, effects, set_timer, tell

pytestmark = pytest.mark.usefixtures("pinned")


def _only() -> DeliveryRecord:
    [delivery] = api.deliveries_of(about(1))
    return delivery


def _handle(shop: Shop) -> Outcome:
    """Handle the message that a relay would send now."""
    delivery = _only()
    return handle(shop.pk, delivery.id, delivery.tries)


def _claimed(delivery_id: int, tries: int = 0) -> Claimed:
    claimed = claim(delivery_id, tries, claim_s=30)
    assert isinstance(claimed, Claimed)
    return claimed


def test_a_local_handler_has_its_effect_and_its_delivery_is_gone(shop: Shop) -> None:
    event_id = tell(probe.TOUCHED, number=4)
    delivery = _only()
    assert handle(shop.pk, delivery.id, 0) is Outcome.DONE
    assert api.deliveries_of(about(1)) == []
    [effect] = effects("pod_1")
    assert (effect["shop"], effect["delivery"], effect["number"], effect["tries"]) == (shop.pk, delivery.id, 4, 1)
    assert [event.id for event in api.events_of(about(1))] == [event_id], "an event stays with its subject"


def test_a_handler_acts_as_itself_with_the_permissions_it_declares(shop: Shop) -> None:
    tell(probe.TOUCHED)
    _handle(shop)
    [effect] = effects("pod_1")
    assert (effect["actor"], effect["permissions"]) == ("system:probe.touch", [probe.MAY_TOUCH])


def test_a_job_counts_as_its_shops_with_the_time_it_waits_for_the_database(shop: Shop) -> None:
    tell(probe.TOUCHED)
    delivery = _only()
    usage.take()
    handle(shop.pk, delivery.id, 0)
    handle(shop.pk, delivery.id, 0)  # a copy is no job
    used = usage.take()
    assert set(used) == {shop.pk}
    assert (used[shop.pk].jobs, used[shop.pk].requests) == (1, 0)
    assert used[shop.pk].database_s > 0


def test_a_message_that_comes_five_times_has_one_effect(shop: Shop) -> None:
    tell(probe.TOUCHED)
    delivery = _only()
    outcomes = [handle(shop.pk, delivery.id, 0) for _ in range(5)]
    assert outcomes == [Outcome.DONE, *[Outcome.DROPPED] * 4]
    assert len(effects("pod_1")) == 1


def test_a_claim_holds_the_delivery_for_its_time(shop: Shop) -> None:
    delivery_id = set_timer()
    _claimed(delivery_id)
    delivery = _only()
    assert delivery.tries == 1
    assert Delivery.objects.filter(
        due_at__gt=F("created_at") + timedelta(seconds=29), due_at__lt=F("created_at") + timedelta(seconds=60)
    ).exists()
    assert claim(delivery_id, 0, claim_s=30) is Outcome.DROPPED, "a copy of the message"


def test_claiming_costs_two_statements_and_a_fence(shop: Shop) -> None:
    delivery_id = set_timer()
    connections["pod_1"].fence = None  # type: ignore[attr-defined]
    with CaptureQueriesContext(connections["pod_1"]) as queries:
        _claimed(delivery_id)
    said = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert said == ["SELECT", "UPDATE", "SELECT"], "fence; claim by tries; what the handler is told"


def test_a_worker_that_lost_its_claim_has_no_effect(shop: Shop) -> None:
    tell(probe.TOUCHED)
    delivery = _only()
    late = _claimed(delivery.id, 0)
    _claimed(delivery.id, 1)
    assert apply_local(late) is Outcome.DROPPED
    assert put_back(delivery.id, 1, "late", max_tries=1, wait_s=0) is Outcome.DROPPED
    assert effects("pod_1") == []
    assert (_only().tries, _only().error, _only().parked_at) == (2, "", None)


def test_a_handler_that_fails_takes_its_effect_back_and_is_tried_again(shop: Shop) -> None:
    tell(probe.TOUCHED, fail=2)
    assert _handle(shop) is Outcome.FAILED
    assert effects("pod_1") == []
    delivery = _only()
    assert (delivery.tries, delivery.error, delivery.parked_at) == (1, "ValueError: try 1 fails", None)
    assert delivery.due_at is not None
    assert delivery.due_at > delivery.created_at + timedelta(milliseconds=400), "it backs off"
    assert _handle(shop) is Outcome.FAILED
    assert _handle(shop) is Outcome.DONE
    assert [effect["tries"] for effect in effects("pod_1")] == [3]


def test_a_poisoned_delivery_is_parked_with_its_error(shop: Shop) -> None:
    tell(probe.POISONED)
    assert [_handle(shop), _handle(shop)] == [Outcome.FAILED, Outcome.PARKED]
    delivery = _only()
    assert (delivery.error, delivery.due_at, delivery.tries) == ("ValueError: poison", None, 2)
    assert delivery.parked_at is not None
    assert _handle(shop) is Outcome.DROPPED, "a copy does not wake it"
    assert effects("pod_1") == []


def test_a_delivery_whose_workers_died_each_time_is_parked(shop: Shop) -> None:
    tell(probe.POISONED)
    delivery_id = _only().id
    _claimed(delivery_id, 0)
    _claimed(delivery_id, 1)
    assert handle(shop.pk, delivery_id, 2) is Outcome.PARKED
    assert "died during each of 2 tries" in _only().error


def test_an_unknown_handler_is_parked_with_a_clear_error(shop: Shop) -> None:
    tell(probe.TOUCHED)
    Delivery.objects.update(handler="probe.of_tomorrow")
    assert _handle(shop) is Outcome.PARKED
    assert _only().error.startswith("HandlerUnknown: No handler is named 'probe.of_tomorrow'.")


def test_an_unknown_version_is_parked_with_a_clear_error(shop: Shop) -> None:
    tell(probe.TOUCHED, version=2)
    assert _handle(shop) is Outcome.PARKED
    assert _only().error.startswith("VersionUnknown: probe.touch takes version 1 of probe.touched, not 2.")


def test_a_timer_is_handled_like_an_event(shop: Shop) -> None:
    set_timer(number=9)
    assert _handle(shop) is Outcome.DONE
    assert [effect["number"] for effect in effects("pod_1")] == [9]


def test_a_remote_handler_calls_between_its_transactions(shop: Shop, probe_folder: Path) -> None:
    tell(probe.CALLED)
    delivery = _only()
    assert _handle(shop) is Outcome.DONE
    assert (probe_folder / "calls").read_text() == f"podium-{shop.pk}-{delivery.id}\n"
    assert [effect["answer"] for effect in effects("pod_1")] == ["answer within 10 s"]
    assert api.deliveries_of(about(1)) == []


def test_a_remote_call_is_made_again_under_the_same_key(shop: Shop, probe_folder: Path) -> None:
    tell(probe.CALLED, fail=2)
    assert [_handle(shop) for _ in range(3)] == [Outcome.FAILED, Outcome.FAILED, Outcome.DONE]
    calls = (probe_folder / "calls").read_text().split()
    assert len(calls) == 3
    assert len(set(calls)) == 1
    assert len(effects("pod_1")) == 1


def test_a_remote_handler_with_nothing_to_do_does_not_call(shop: Shop, probe_folder: Path) -> None:
    tell(probe.CALLED, nothing_to_do=True)
    assert _handle(shop) is Outcome.DONE
    assert not (probe_folder / "calls").exists()
    assert effects("pod_1") == []


def test_an_answer_that_comes_after_the_claim_was_lost_is_not_recorded(shop: Shop, probe_folder: Path) -> None:
    tell(probe.CALLED)
    delivery = _only()
    late = _claimed(delivery.id, 0)
    _claimed(delivery.id, 1)
    assert record_remote(late, "late", called=True) is Outcome.DROPPED
    assert effects("pod_1") == []
    assert _only().tries == 2


def test_a_message_of_a_shop_in_another_pod_is_dropped(
    shop: Shop, far_shop: Shop, inside: Callable[[Shop], Any]
) -> None:
    with inside(far_shop):
        tell(probe.TOUCHED)
        delivery = _only()
    assert handle(far_shop.pk, delivery.id, 0) is Outcome.DROPPED
    with inside(far_shop):
        assert _only().tries == 0
    assert effects("pod_1") == effects("pod_2") == []


def test_a_message_of_a_shop_that_left_is_dropped(shop: Shop) -> None:
    tell(probe.TOUCHED)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("UPDATE residency SET state = 'gone', moved_to = 2 WHERE shop_id = %s", [shop.pk])
    assert handle(shop.pk, _only().id, 0) is Outcome.DROPPED
    assert effects("pod_1") == []


def test_a_worker_follows_the_residency_and_not_the_directory(shop: Shop) -> None:
    tell(probe.TOUCHED)
    with connections["pod_1"].cursor() as cursor:
        cursor.execute("UPDATE residency SET epoch = epoch + 2 WHERE shop_id = %s", [shop.pk])
    connections["pod_1"].fence = None  # type: ignore[attr-defined]
    assert _handle(shop) is Outcome.DONE


def test_the_control_worker_works_for_the_platform_only(
    shop: Shop, public: Shop, settings: Any, inside: Callable[[Shop], Any]
) -> None:
    settings.PROCESS_POD = None
    tell(probe.TOUCHED)
    assert handle(shop.pk, _only().id, 0) is Outcome.DROPPED
    with inside(public):
        tell(probe.TOUCHED)
        assert handle(public.pk, _only().id, 0) is Outcome.DONE
        assert [effect["shop"] for effect in effects("default")] == [public.pk]


def test_a_shop_nobody_knows_is_dropped(shop: Shop) -> None:
    assert handle(987_654, 1, 0) is Outcome.DROPPED
