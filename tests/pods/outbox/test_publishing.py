"""What a change leaves behind is written with the change, or not at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pods.db.errors import NoShop
from pods.directory.models import Shop
from pods.outbox import api
from pods.outbox.errors import HandlerUnknown, HandlerWrong
from pods.outbox.models import AuditEntry, Delivery, Event, InboxEntry, PodEvent
from pods.routing.actor import Actor, ActorKind, acting_as
from pods.routing.errors import ServiceNeeded
from pods.routing.service import service
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import about, set_timer, tell


def _nothing_written() -> bool:
    return not any(model._default_manager.exists() for model in (Event, Delivery, AuditEntry, InboxEntry))


def test_an_event_is_written_with_one_delivery_for_each_handler(shop: Shop) -> None:
    with acting_as(Actor(ActorKind.CUSTOMER, "17")):
        event_id = tell(probe.TOUCHED, 5, number=3)
    [event] = api.events_of(about(5))
    assert (event.id, event.name, event.version, event.payload) == (event_id, probe.TOUCHED, 1, {"number": 3})
    assert (event.actor_kind, event.actor_id) == ("customer", "17")
    [delivery] = api.deliveries_of(about(5))
    assert (delivery.event_id, delivery.handler, delivery.work) == (event_id, probe.TOUCH, "fraud")
    assert (delivery.tries, delivery.error, delivery.parked_at) == (0, "", None)
    assert delivery.due_at is not None
    assert abs(delivery.due_at - timezone.now()) < timedelta(minutes=1)


def test_an_event_without_handlers_is_told_all_the_same(shop: Shop) -> None:
    tell("probe.unheard", 5)
    assert [event.name for event in api.events_of(about(5))] == ["probe.unheard"]
    assert api.deliveries_of(about(5)) == []


def test_publishing_costs_two_statements(shop: Shop) -> None:
    @service
    def change() -> int:
        with CaptureQueriesContext(connections["pod_1"]) as queries:
            api.publish(probe.TOUCHED, about(1), {})
        return len(queries)

    assert change() == 2, "the event, and all of its deliveries"


@pytest.mark.parametrize(
    "write",
    [
        lambda: api.publish(probe.TOUCHED, about(1), {}),
        lambda: api.hasten(probe.TIMER, about(1)),
        lambda: api.schedule(probe.TIMER, about(1), {}),
        lambda: api.audit("probe.changed", about(1), {}, {}),
        lambda: api.receive_once("gateway", "1"),
        lambda: api.publish_pod_event("probe", {}),
        lambda: api.forget(about(1)),
    ],
)
def test_outside_a_service_nothing_is_told(shop: Shop, write: Callable[[], Any]) -> None:
    with pytest.raises(ServiceNeeded):
        write()
    assert _nothing_written()


def test_a_change_that_fails_tells_nothing(shop: Shop) -> None:
    @service
    def change() -> None:
        tell(probe.TOUCHED)
        set_timer()
        api.audit("probe.changed", about(1), {}, {})
        raise ValueError

    with acting_as(Actor(ActorKind.STAFF, "1", "Ann")), pytest.raises(ValueError, match=r"^$"):
        change()
    assert _nothing_written()


def test_without_a_shop_nothing_is_told(shop: Shop, inside: Callable[[Any], Any]) -> None:
    with inside(None), pytest.raises(NoShop):
        tell(probe.TOUCHED)


def test_another_shop_sees_none_of_it(shop: Shop, other_shop: Shop, inside: Callable[[Shop], Any]) -> None:
    tell(probe.TOUCHED, 5)
    with inside(other_shop):
        assert api.events_of(about(5)) == api.deliveries_of(about(5)) == []


def test_the_platforms_own_events_stay_in_the_directory(public: Shop, inside: Callable[[Shop], Any]) -> None:
    with inside(public):
        tell(probe.TOUCHED, 5)
        assert len(api.deliveries_of(about(5))) == 1
        assert Delivery.objects.get().__dict__["_state"].db == "default"


def test_a_timer_is_due_when_it_says_by_the_databases_clock(shop: Shop) -> None:
    delivery_id = set_timer(5, due_in_s=3600, number=1)
    [delivery] = api.deliveries_of(about(5))
    assert delivery.due_at is not None
    assert delivery.due_at - delivery.created_at == timedelta(hours=1)
    assert (delivery.id, delivery.event, delivery.event_id) == (delivery_id, api.TIMERS_DUE, None)
    assert api.events_of(about(5)) == []


def test_a_timer_may_be_due_at_a_given_moment(shop: Shop) -> None:
    moment = timezone.now() + timedelta(days=3)

    @service
    def change() -> None:
        api.schedule(probe.TIMER, about(5), {}, due_at=moment)

    change()
    assert [delivery.due_at for delivery in api.deliveries_of(about(5))] == [moment]


def test_work_that_waits_is_hastened_and_begun_work_is_not(shop: Shop) -> None:
    hasten = service(api.hasten)
    waiting, begun, other, due = (set_timer(number, due_in_s=3600) for number in (5, 5, 6, 5))
    Delivery.objects.filter(pk=begun).update(tries=1)
    Delivery.objects.filter(pk=due).update(due_at=timezone.now() - timedelta(minutes=5))
    before = {row.pk: row.due_at for row in Delivery.objects.all()}
    assert [hasten(probe.TIMER, about(5)) for _ in range(2)] == [1, 0]
    now = {row.pk: row.due_at for row in Delivery.objects.all()}
    assert {pk for pk in now if now[pk] != before[pk]} == {waiting}
    assert abs(now[waiting] - timezone.now()) < timedelta(minutes=1)
    assert {begun, other, due} < set(now)


def test_only_handlers_of_timers_are_scheduled(shop: Shop) -> None:
    @service
    def change(name: str) -> None:
        api.schedule(name, about(1), {})

    with pytest.raises(HandlerWrong, match=r"probe\.touch handles probe\.touched"):
        change(probe.TOUCH)
    with pytest.raises(HandlerUnknown):
        change("probe.nobody")
    assert _nothing_written()


def test_nobody_publishes_that_a_timer_is_due(shop: Shop) -> None:
    with pytest.raises(HandlerWrong):
        tell(api.TIMERS_DUE)
    assert _nothing_written()


@pytest.mark.parametrize("kind", [ActorKind.STAFF, ActorKind.OPERATOR, ActorKind.TOKEN, ActorKind.APP])
def test_what_people_and_their_tools_change_is_audited(shop: Shop, kind: ActorKind) -> None:
    @service
    def change() -> None:
        api.audit("probe.renamed", about(5), {"name": "old"}, {"name": "new"})

    with acting_as(Actor(kind, "7", "Ann")):
        change()
    [entry] = api.audit_of(about(5))
    assert (entry.action, entry.before, entry.after) == ("probe.renamed", {"name": "old"}, {"name": "new"})
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == (kind, "7", "Ann")


@pytest.mark.parametrize("kind", [ActorKind.CUSTOMER, ActorKind.SYSTEM])
def test_what_buyers_and_the_system_do_is_not_audited(shop: Shop, kind: ActorKind) -> None:
    @service
    def change() -> None:
        api.audit("probe.renamed", about(5), {}, {})

    with acting_as(Actor(kind, "7")):
        change()
    assert api.audit_of(about(5)) == []


def test_a_message_from_outside_is_taken_in_once(shop: Shop) -> None:
    receive = service(api.receive_once)
    assert receive("gateway", "evt_1")
    assert not receive("gateway", "evt_1")
    assert receive("gateway", "EVT_1"), "keys are compared byte by byte"
    assert receive("carrier", "evt_1")


def test_the_pods_own_events_are_no_shops(shop: Shop, far_shop: Shop, inside: Callable[[Shop], Any]) -> None:
    with inside(far_shop):
        service(api.publish_pod_event)("network.seen", {"signal": 3})
    assert PodEvent.objects.using("pod_2").filter(name="network.seen").count() == 1
    assert not PodEvent.objects.using("pod_1").filter(name="network.seen").exists()


def test_what_is_about_a_subject_goes_with_it(shop: Shop) -> None:
    tell(probe.TOUCHED, 5)
    tell(probe.TOUCHED, 6)
    service(api.forget)(about(5))
    assert api.events_of(about(5)) == api.deliveries_of(about(5)) == []
    assert len(api.events_of(about(6))) == len(api.deliveries_of(about(6))) == 1
