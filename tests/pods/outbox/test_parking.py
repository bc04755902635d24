"""What a person does with parked deliveries, as services and as `manage.py events`."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pods.directory.models import Shop
from pods.outbox import api
from pods.outbox.errors import DeliveryUnknown
from pods.outbox.models import AuditEntry, Delivery
from pods.outbox.services.parking import MANAGE, discard, replay
from pods.outbox.types import DeliveryRecord, Outcome
from pods.outbox.worker import handle
from pods.routing.actor import Actor, ActorKind, acting_as
from pods.routing.errors import NotAllowed, ServiceNeeded
from pods.routing.service import service
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import about, effects, tell

pytestmark = pytest.mark.usefixtures("pinned")
OPERATOR = Actor(ActorKind.OPERATOR, "1", "Olga", frozenset({MANAGE}))


@pytest.fixture
def parked(shop: Shop) -> DeliveryRecord:
    """A delivery that is parked for good reason."""
    tell(probe.POISONED)
    for tries in range(2):
        handle(shop.pk, Delivery.objects.get().pk, tries)
    [delivery] = api.deliveries_of(about(1))
    assert delivery.parked_at is not None
    return delivery


def _events(*arguments: str) -> str:
    out = StringIO()
    call_command("events", *arguments, stdout=out)
    return out.getvalue()


def _data(*arguments: str) -> Any:
    return json.loads(_events(*arguments, "--json"))


def test_replaying_makes_it_due_now_with_all_its_tries_before_it(parked: DeliveryRecord) -> None:
    with acting_as(OPERATOR):
        replay(parked.id)
    [delivery] = api.deliveries_of(about(1))
    assert (delivery.tries, delivery.parked_at) == (0, None)
    assert delivery.due_at is not None
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.subject_id, entry.actor_name) == ("events.replayed", parked.id, "Olga")
    assert entry.before["error"] == "ValueError: poison"


def test_a_replayed_delivery_is_handled_by_mended_code(shop: Shop) -> None:
    tell(probe.TOUCHED)
    delivery_id = Delivery.objects.get().pk
    Delivery.objects.update(handler="probe.of_tomorrow")
    assert handle(shop.pk, delivery_id, 0) is Outcome.PARKED
    Delivery.objects.update(handler=probe.TOUCH)
    with acting_as(OPERATOR):
        replay(delivery_id)
    assert handle(shop.pk, delivery_id, 0) is Outcome.DONE
    assert len(effects("pod_1")) == 1


def test_discarding_deletes_it_and_says_who_did(parked: DeliveryRecord) -> None:
    with acting_as(OPERATOR):
        discard(parked.id)
    assert api.deliveries_of(about(1)) == []
    assert len(api.events_of(about(1))) == 1, "what happened stays told"
    assert [entry.action for entry in AuditEntry.objects.all()] == ["events.discarded"]


@pytest.mark.parametrize("action", [replay, discard])
def test_without_the_permission_nothing_is_touched(parked: DeliveryRecord, action: Any) -> None:
    with acting_as(Actor(ActorKind.STAFF, "1", "Ann", frozenset({"orders.refund"}))), pytest.raises(NotAllowed):
        action(parked.id)
    assert api.deliveries_of(about(1)) == [parked]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("action", [replay, discard])
def test_only_parked_deliveries_are_replayed_or_discarded(shop: Shop, action: Any) -> None:
    tell(probe.TOUCHED)
    waiting = api.deliveries_of(about(1))
    with acting_as(OPERATOR), pytest.raises(DeliveryUnknown):
        action(waiting[0].id)
    assert api.deliveries_of(about(1)) == waiting


def test_the_command_lists_what_is_parked(parked: DeliveryRecord, shop: Shop) -> None:
    [listed] = _data("list")
    assert (listed["id"], listed["shop"], listed["pod"]) == (parked.id, shop.handle, 1)
    assert (listed["handler"], listed["tries"], listed["error"]) == (probe.POISON, 2, "ValueError: poison")
    assert listed["subject"] == {"kind": "probe", "id": 1}
    assert _data("list", "--shop", shop.handle) == _data("list", "--pod", "1") == [listed]
    assert _data("list", "--pod", "2") == []
    assert "probe.poison" in _events("list")
    assert "ValueError: poison" in _events("show", str(parked.id))
    assert _data("show", str(parked.id)) == [listed]


def test_an_app_resumes_what_is_parked_of_its_own(parked: DeliveryRecord) -> None:
    assert api.deliveries_of(about(1), handlers=[parked.handler]) == [parked]
    assert api.deliveries_of(about(1), handlers=["probe.other"]) == []
    with pytest.raises(ServiceNeeded):
        api.resume([parked.handler], about(1))
    assert [_resume(["probe.other"]), _resume([parked.handler], 2)] == [0, 0]
    assert api.deliveries_of(about(1)) == [parked]
    assert [_resume([parked.handler]), _resume([parked.handler])] == [1, 0]
    [again] = api.deliveries_of(about(1))
    assert (again.is_parked, again.tries, again.payload) == (False, 0, parked.payload)


@service
def _resume(handlers: list[str], number: int = 1) -> int:
    return api.resume(handlers, about(number))


def test_the_command_says_that_nothing_is_parked(shop: Shop) -> None:
    tell(probe.TOUCHED)
    assert _events("list") == "Nothing is parked.\n"


def test_the_command_replays(parked: DeliveryRecord) -> None:
    assert _data("replay", str(parked.id)) == {"replayed": [parked.id]}
    assert [delivery.parked_at for delivery in api.deliveries_of(about(1))] == [None]
    assert [entry.actor_kind for entry in AuditEntry.objects.all()] == ["operator"]


def test_the_command_discards_only_when_confirmed(parked: DeliveryRecord) -> None:
    with pytest.raises(CommandError, match="--yes"):
        _events("discard", str(parked.id))
    assert api.deliveries_of(about(1)) == [parked]
    assert _events("discard", "--all", "--pod", "1", "--yes") == "1 discarded.\n"
    assert api.deliveries_of(about(1)) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["show", "5"], "No delivery 5 is parked"),
        (["replay"], "Name the deliveries by id"),
        (["list", "--pod", "77"], "No pod has the number 77"),
        (["list", "--shop", "nobody"], "no open shop"),
    ],
)
def test_the_command_says_what_is_wrong(shop: Shop, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        _events(*arguments)
