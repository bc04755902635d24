"""Messages shuffled, copied, late and lost, workers dying, relays forgetting: each effect once, each chain in order.

The database, the services and the relay are real; broker and clock are the test's, so that it can be unkind.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from pods.outbox.models import Delivery, Event, PodEvent
from pods.outbox.relay.turns import Relay
from pods.outbox.services.claiming import claim
from pods.outbox.worker import handle
from tests.examples import examples
from tests.pods.outbox.probe import handlers as probe
from tests.pods.outbox.telling import effects, tell
from tests.pods.outbox.test_turns import FakeBroker, FakeClock, ReaderOfTwo

pytestmark = pytest.mark.usefixtures("pinned")
CLAIM_S = 30
RELAYS = 2

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("tell"), st.integers(1, 2)),
        st.tuples(st.just("relay"), st.integers(0, RELAYS - 1)),
        st.tuples(st.sampled_from(["deliver", "copy", "die", "lose"]), st.integers(0, 99)),
        st.tuples(st.sampled_from(["flush", "lapse", "forget"]), st.just(0)),
    ),
    max_size=40,
)


@dataclass
class World:
    """One shop, one broker, two relays, and a worker that may die after its claim."""

    shop: Shop
    broker: FakeBroker = field(default_factory=FakeBroker)
    clock: FakeClock = field(default_factory=FakeClock)
    relays: list[Relay] = field(default_factory=list)
    told: int = 0

    def __post_init__(self) -> None:
        self.relays = [self._relay() for _ in range(RELAYS)]

    def _relay(self) -> Relay:
        reader = ReaderOfTwo(self.shop)
        return Relay(reader=reader, broker=self.broker, slots=1, claim_s=CLAIM_S, clock=self.clock)  # type: ignore[arg-type]

    def step(self, name: str, number: int) -> None:
        if name == "tell":
            self.told += 1
            tell(probe.TOUCHED, number, number=self.told)
        elif name == "relay":
            self.relays[number].turn()
        elif name == "flush":
            self.broker.sent.clear()
            self.broker.mark += "'"
        elif name == "lapse":
            self.lapse()
        elif name == "forget":
            self.relays = [self._relay() for _ in range(RELAYS)]
        elif self.broker.sent:
            self._message(name, number % len(self.broker.sent))

    def _message(self, name: str, place: int) -> None:
        """Do something with one waiting message: not the first, with luck."""
        shop_id, delivery_id, tries = self.broker.sent[place]
        if name != "copy":
            del self.broker.sent[place]
        if name in {"deliver", "copy"}:
            handle(shop_id, delivery_id, tries)
        elif name == "die":
            claim(delivery_id, tries, claim_s=CLAIM_S)

    def lapse(self) -> None:
        """Let a claim's time go by, for the database's rows and for the relays' memory."""
        self.clock.now += CLAIM_S
        Delivery.objects.filter(due_at__gt=Now()).update(due_at=Now() - timedelta(seconds=1))

    def finish(self) -> None:
        """Let everything work as it should until nothing is left to do."""
        rounds = 0
        while Delivery.objects.exists():
            rounds += 1
            assert rounds < 200, "it does not come to an end"
            self.lapse()
            self.relays[0].turn()
            while self.broker.sent:
                self._message("deliver", 0)


@settings(deadline=None, max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_effect_happens_once_and_in_order(shop: Shop, steps: list[tuple[str, int]]) -> None:
    for model in (Delivery, Event, PodEvent):
        model._default_manager.all().delete()
    world = World(shop)
    for name, number in steps:
        world.step(name, number)
    world.finish()
    found = effects("pod_1")
    assert Counter(effect["number"] for effect in found) == dict.fromkeys(range(1, world.told + 1), 1)
    for subject in (1, 2):
        numbers = [effect["number"] for effect in found if effect["subject"] == subject]
        assert numbers == sorted(numbers)
