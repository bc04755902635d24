"""A relay's turns: fair over shops, a few messages in flight, and copies when it does not know better."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import OperationalError

from pods.directory.models import Shop
from pods.outbox.errors import BrokerDown
from pods.outbox.models import Delivery
from pods.outbox.relay import turns
from pods.outbox.relay.reading import Due, Reader
from pods.outbox.relay.running import Runner
from pods.outbox.relay.turns import Relay
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import tell, tell_many

CLAIM_S = 30


@dataclass
class FakeBroker:
    """A broker in memory: what was sent, and what it makes up about itself."""

    sent: list[tuple[int, int, int]] = field(default_factory=list)
    mark: str = "one"
    queued: int = 0
    is_down: bool = False

    def look(self) -> tuple[str, int]:
        if self.is_down:
            raise BrokerDown
        return self.mark, self.queued

    def send(self, *message: int) -> None:
        if self.is_down:
            raise BrokerDown
        shop_id, delivery_id, tries = message
        self.sent.append((shop_id, delivery_id, tries))


@dataclass
class FakeClock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class ReaderOfTwo(Reader):
    """Reads pod_1, and leaves alone what other tests may have left there."""

    def __init__(self, *shops: Shop) -> None:
        super().__init__("pod_1")
        self._shops = {shop.pk for shop in shops}

    def shops_due(self) -> list[int]:
        return [shop_id for shop_id in super().shops_due() if shop_id in self._shops]


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def relay(broker: FakeBroker, clock: FakeClock, shop: Shop, other_shop: Shop) -> Relay:
    return _relay(broker, clock, ReaderOfTwo(shop, other_shop))


def _relay(broker: FakeBroker, clock: FakeClock, reader: Any) -> Relay:
    return Relay(
        reader=reader,
        broker=broker,  # type: ignore[arg-type]
        slots=2,
        claim_s=CLAIM_S,
        clock=clock,
    )


def test_a_due_delivery_is_sent_once_while_it_is_in_flight(shop: Shop, relay: Relay, broker: FakeBroker) -> None:
    tell(probe.TOUCHED)
    assert [relay.turn(), relay.turn(), relay.turn()] == [1, 0, 0]
    assert broker.sent == [(shop.pk, Delivery.objects.get().pk, 0)]


def test_four_messages_a_slot_are_in_flight_and_a_claim_makes_room(
    shop: Shop, relay: Relay, broker: FakeBroker
) -> None:
    tell_many(probe.TOUCHED, list(range(20)))
    assert [relay.turn(), relay.turn()] == [8, 0]
    Delivery.objects.filter(pk__in=[delivery_id for _shop, delivery_id, _tries in broker.sent[:3]]).delete()
    assert [relay.turn(), relay.turn()] == [3, 0]
    assert len(set(broker.sent)) == 11


def test_what_waits_in_the_broker_takes_room_whoever_sent_it(shop: Shop, relay: Relay, broker: FakeBroker) -> None:
    tell_many(probe.TOUCHED, list(range(20)))
    broker.queued = 6
    assert relay.turn() == 2


def test_a_message_nobody_claims_is_sent_again_after_the_claim_time(
    shop: Shop, relay: Relay, broker: FakeBroker, clock: FakeClock
) -> None:
    tell(probe.TOUCHED)
    relay.turn()
    clock.now += CLAIM_S - 1
    assert relay.turn() == 0
    clock.now += 1
    assert relay.turn() == 1
    assert broker.sent[0] == broker.sent[1]


def test_what_a_broker_has_lost_is_sent_again_at_once(shop: Shop, relay: Relay, broker: FakeBroker) -> None:
    tell_many(probe.TOUCHED, list(range(20)))
    relay.turn()
    broker.mark = "two"
    assert relay.turn() == 8
    assert broker.sent[:8] == broker.sent[8:]


def test_a_relay_that_starts_anew_sends_copies_and_loses_nothing(
    shop: Shop, relay: Relay, broker: FakeBroker, clock: FakeClock
) -> None:
    tell(probe.TOUCHED)
    relay.turn()
    assert _relay(broker, clock, relay.reader).turn() == 1
    assert broker.sent[0] == broker.sent[1]


def test_the_next_of_a_chain_is_sent_when_its_head_is_done(shop: Shop, relay: Relay, broker: FakeBroker) -> None:
    tell_many(probe.TOUCHED, [7, 7, 7])
    ids = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    for delivery_id in ids:
        assert [relay.turn(), relay.turn()] == [1, 0]
        Delivery.objects.filter(pk=delivery_id).delete()
    assert [delivery_id for _shop, delivery_id, _tries in broker.sent] == ids


def test_a_large_shop_does_not_keep_a_small_one_waiting(
    shop: Shop, other_shop: Shop, relay: Relay, broker: FakeBroker, inside: Callable[[Shop], Any]
) -> None:
    tell_many(probe.TOUCHED, list(range(40)))
    relay.turn()
    with inside(other_shop):
        tell_many(probe.TOUCHED, list(range(4)))
    Delivery.objects.filter(pk__in=[delivery_id for _shop, delivery_id, _tries in broker.sent]).delete()
    assert relay.turn() == 8
    assert Counter(shop_id for shop_id, _delivery, _tries in broker.sent[8:]) == {shop.pk: 4, other_shop.pk: 4}


@dataclass
class MadeUpReader:
    """Many shops, each with work that never gets claimed; some have none that may be sent."""

    shops: list[int]
    blocked: set[int] = field(default_factory=set)
    probed: list[int] = field(default_factory=list)
    alias: str = "pod_1"

    def shops_due(self) -> list[int]:
        return self.shops

    def heads(self, shop_id: int, *, most: int) -> list[Due]:
        self.probed.append(shop_id)
        if shop_id in self.blocked:
            return []
        return [Due(shop_id, delivery_id, 0, "bulk", 0.0) for delivery_id in range(1, most + 1)]

    def unclaimed(self, sent: Any) -> set[Any]:
        return set()

    def refresh(self) -> None: ...

    def close(self) -> None: ...


def test_every_shop_gets_its_turn_before_one_gets_two(broker: FakeBroker, clock: FakeClock) -> None:
    relay = _relay(broker, clock, MadeUpReader(shops=list(range(1, 21))))
    sent = [relay.turn() for _ in range(5)]
    assert sent == [8] * 5
    assert Counter(shop_id for shop_id, _delivery, _tries in broker.sent) == dict.fromkeys(range(1, 21), 2)


def test_a_turn_looks_into_a_bounded_number_of_shops_and_the_next_goes_on(broker: FakeBroker, clock: FakeClock) -> None:
    shops = list(range(1, turns.MOST_PROBES * 2 + 2))
    reader = MadeUpReader(shops=shops, blocked=set(shops[:-1]))
    relay = _relay(broker, clock, reader)
    assert [relay.turn(), relay.turn()] == [0, 0]
    assert len(reader.probed) == 2 * turns.MOST_PROBES
    assert relay.turn() > 0
    assert {shop_id for shop_id, _delivery, _tries in broker.sent} == {shops[-1]}


class Failing(MadeUpReader):
    """A database that is down for its first two looks."""

    failures = 2

    def shops_due(self) -> list[int]:
        if self.failures:
            self.failures -= 1
            raise OperationalError(2006, "gone away")
        return self.shops


def _run(relay: Relay, *, waits: int) -> list[float]:
    """Run a relay for a number of waits; return how long they were."""
    waited: list[float] = []

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) > waits

    Runner(relay=relay, wait=wait, shortest_s=0.02, longest_s=0.25).run()
    return waited


def test_an_outage_of_the_database_is_waited_out(broker: FakeBroker, clock: FakeClock) -> None:
    waited = _run(_relay(broker, clock, Failing(shops=[1])), waits=3)
    assert waited[0] == 0
    assert 0.05 <= waited[1] <= 0.1
    assert 0.1 <= waited[2] <= 0.2
    assert waited[3] == 0.02
    assert len(broker.sent) == 8


def test_what_was_in_flight_in_an_outage_of_the_database_is_sent_again_at_once(
    broker: FakeBroker, clock: FakeClock
) -> None:
    """A worker that cannot reach the database drops what it takes: nothing in the broker tells of that."""

    class NobodyClaims(MadeUpReader):
        is_down = False

        def unclaimed(self, sent: Any) -> set[Any]:
            if self.is_down:
                self.is_down = False
                raise OperationalError(2006, "gone away")
            return set(sent)

    reader = NobodyClaims(shops=[1])
    relay = _relay(broker, clock, reader)
    _run(relay, waits=2)
    sent = list(broker.sent)
    assert len(sent) == 8
    reader.is_down = True
    _run(relay, waits=2)
    assert broker.sent == sent * 2


def test_an_outage_of_the_broker_is_waited_out_for_as_long_as_it_lasts(broker: FakeBroker, clock: FakeClock) -> None:
    broker.is_down = True
    relay = _relay(broker, clock, MadeUpReader(shops=[1]))
    waited = _run(relay, waits=20)
    assert max(waited) <= 2
    assert min(waited[10:]) >= 1
    broker.is_down = False
    assert relay.turn() == 8


def test_an_idle_relay_looks_four_times_a_second(broker: FakeBroker, clock: FakeClock) -> None:
    waited = _run(_relay(broker, clock, MadeUpReader(shops=[])), waits=9)
    assert waited[:3] == [0, 0.02, 0.04]
    assert waited[-1] == 0.25
