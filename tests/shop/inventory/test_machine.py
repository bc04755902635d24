"""Whatever staff, buyers and orders do in whatever order: the stock is what a simple model says."""

from collections import Counter
from collections.abc import Iterator
from itertools import count

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pods.directory.models import Shop
from pods.outbox.api import Subject
from pods.routing.actor import acting_as
from shop.catalog.models import Product, Variant
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, StockChanged, StockShort
from shop.inventory.models import Location, Reservation, StockEntry, StockLevel
from shop.inventory.types import At, Count, Level, Move
from tests.examples import examples
from tests.shop import selling
from tests.shop.inventory.shelves import another_location

NUMBERS: Iterator[int] = count(1)
WHICH, WHERE, SOME = st.integers(0, 1), st.integers(0, 1), st.integers(1, 6)


class Stock(RuleBasedStateMachine):
    """Two variants at two locations. The model knows sums over locations, and what each holder was promised."""

    @initialize(first=st.integers(0, 6), second=st.integers(0, 6))
    def open(self, first: int, second: int) -> None:
        product = Product.objects.create(handle=f"m-{next(NUMBERS)}", title="Machine", state="active")
        made = Variant.objects.bulk_create(
            Variant(product_id=product.pk, price_minor=1, combination=str(each)) for each in range(2)
        )
        self.variants = [variant.pk for variant in made]
        inventory.open_stock(dict(zip(self.variants, (first, second), strict=True)))
        self.places = list(Location.objects.order_by("position").values_list("pk", flat=True))[:2]
        self.on_hand = Counter(dict(zip(self.variants, (first, second), strict=True)))
        self.incoming: Counter[int] = Counter()
        self.promised: dict[Subject, Counter[int]] = {}
        self.tracked = set(self.variants)
        self.oversold: set[int] = set()

    def _level(self, variant: int, place: int) -> Level | None:
        levels = inventory.levels_of([variant])[variant]
        return next((level for level in levels if level.location_id == place), None)

    def _reserved(self, variant: int) -> int:
        return sum(each[variant] for each in self.promised.values())

    @rule(which=WHICH, where=WHERE, change=st.integers(-4, 4))
    def adjust(self, which: int, where: int, change: int) -> None:
        variant, place = self.variants[which], self.places[where]
        level = self._level(variant, place)
        there = level.on_hand if level else 0
        with acting_as(selling.STAFF):
            if change == 0 or (change < 0 and there + change < 0):
                with pytest.raises(FieldsWrong):
                    inventory.adjust_stock(variant, change=change, reason="", at=At(place))
                return
            key = f"k{next(NUMBERS)}"
            for _twice in range(2):
                now = inventory.adjust_stock(variant, change=change, reason="", at=At(place), key=key)
                assert now == there + change
        self.on_hand[variant] += change

    @rule(which=WHICH, where=WHERE, expected=st.integers(-1, 6), counted=st.integers(0, 6))
    def count(self, which: int, where: int, expected: int, counted: int) -> None:
        variant, place = self.variants[which], self.places[where]
        level = self._level(variant, place)
        there = level.on_hand if level else 0
        with acting_as(selling.STAFF):
            if expected not in {there, -1}:
                with pytest.raises(StockChanged) as refused:
                    inventory.count_stock(variant, Count(expected, counted), location_id=place)
                assert refused.value.now == there
                return
            inventory.count_stock(variant, Count(there, counted), location_id=place)
        self.on_hand[variant] += counted - there

    @rule(which=WHICH, where=WHERE, quantity=SOME)
    def move(self, which: int, where: int, quantity: int) -> None:
        variant, source, target = self.variants[which], self.places[where], self.places[1 - where]
        level = self._level(variant, source)
        with acting_as(selling.STAFF):
            try:
                inventory.move_stock(variant, Move(source, target, quantity))
            except StockShort:
                assert quantity > (level.available if level else 0)
            else:
                assert level is not None
                assert quantity <= level.available

    @rule(which=WHICH, where=WHERE, quantity=SOME)
    def expect(self, which: int, where: int, quantity: int) -> None:
        with acting_as(selling.STAFF):
            inventory.expect_stock(self.variants[which], quantity=quantity, at=At(self.places[where]))
        self.incoming[self.variants[which]] += quantity

    @rule(which=WHICH, where=WHERE, quantity=SOME)
    def receive(self, which: int, where: int, quantity: int) -> None:
        variant, place = self.variants[which], self.places[where]
        level = self._level(variant, place)
        with acting_as(selling.STAFF):
            inventory.receive_stock(variant, quantity=quantity, at=At(place))
        self.on_hand[variant] += quantity
        self.incoming[variant] -= min(quantity, level.incoming if level else 0)

    @rule(which=WHICH, flags=st.tuples(st.booleans(), st.booleans()))
    def decide(self, which: int, flags: tuple[bool, bool]) -> None:
        variant, (is_tracked, may_oversell) = self.variants[which], flags
        with acting_as(selling.STAFF):
            inventory.set_tracking(variant, is_tracked=is_tracked, may_oversell=may_oversell)
        (self.tracked.add if is_tracked else self.tracked.discard)(variant)
        (self.oversold.add if may_oversell else self.oversold.discard)(variant)

    @rule(first=st.integers(0, 6), second=st.integers(0, 6))
    def reserve(self, first: int, second: int) -> None:
        wish = {each: n for each, n in zip(self.variants, (first, second), strict=True) if n}
        counted = {each: n for each, n in wish.items() if each in self.tracked}
        free = {each: self.on_hand[each] - self._reserved(each) for each in counted}
        holder = Subject("checkout", next(NUMBERS))
        short = {
            each: max(0, free[each]) for each in counted if counted[each] > free[each] and each not in self.oversold
        }
        if short:
            with pytest.raises(StockShort) as refused:
                inventory.reserve_stock(holder, wish)
            assert short[refused.value.variant_id] == refused.value.left
            return
        inventory.reserve_stock(holder, wish)
        self.promised[holder] = Counter(counted)

    @precondition(lambda self: self.promised)
    @rule(data=st.data(), quantity=st.none() | SOME)
    def release(self, data: st.DataObject, quantity: int | None) -> None:
        holder = data.draw(st.sampled_from(sorted(self.promised, key=lambda each: each.id)))
        inventory.release_stock(holder, None if quantity is None else dict.fromkeys(self.variants, quantity))
        for variant in self.variants:
            kept = self.promised[holder][variant]
            self.promised[holder][variant] -= kept if quantity is None else min(kept, quantity)

    @precondition(lambda self: self.promised)
    @rule(data=st.data(), which=WHICH, quantity=SOME, where=st.none() | WHERE)
    def ship(self, data: st.DataObject, which: int, quantity: int, where: int | None) -> None:
        holder = data.draw(st.sampled_from(sorted(self.promised, key=lambda each: each.id)))
        variant, place = self.variants[which], None if where is None else self.places[where]
        inventory.ship_stock(holder, {variant: quantity}, location_id=place)
        kept = min(quantity, self.promised[holder][variant])
        self.promised[holder][variant] -= kept
        self.on_hand[variant] -= quantity if variant in self.tracked else kept

    @precondition(lambda self: self.promised)
    @rule(data=st.data(), which=WHICH, quantity=SOME, where=st.none() | WHERE)
    def unship(self, data: st.DataObject, which: int, quantity: int, where: int | None) -> None:
        holder = data.draw(st.sampled_from(sorted(self.promised, key=lambda each: each.id)))
        variant, place = self.variants[which], None if where is None else self.places[where]
        inventory.unship_stock(holder, {variant: quantity}, location_id=place)
        if variant in self.tracked:
            self.promised[holder][variant] += quantity
            self.on_hand[variant] += quantity

    @rule(which=WHICH, quantity=SOME, where=st.none() | WHERE)
    def take_back(self, which: int, quantity: int, where: int | None) -> None:
        variant, place = self.variants[which], None if where is None else self.places[where]
        inventory.return_stock(Subject("order", 1), {variant: quantity}, location_id=place)
        self.on_hand[variant] += quantity if variant in self.tracked else 0

    @invariant()
    def the_figures_are_the_models(self) -> None:
        for variant, now in inventory.available_of(self.variants).items():
            assert (now.on_hand, now.reserved, now.incoming) == (
                self.on_hand[variant],
                self._reserved(variant),
                self.incoming[variant],
            )
            assert (now.is_tracked, now.may_oversell) == (variant in self.tracked, variant in self.oversold)
        for holder, promised in self.promised.items():
            kept = {each: sum(places.values()) for each, places in inventory.reserved_for(holder).items()}
            assert kept == {each: n for each, n in promised.items() if n}

    @invariant()
    def the_books_agree(self) -> None:
        for level in StockLevel.objects.filter(item__variant_id__in=self.variants):
            entries = StockEntry.objects.filter(item_id=level.item_id, location_id=level.location_id)
            sums = entries.aggregate(a=Sum("change_on_hand"), b=Sum("change_reserved"), c=Sum("change_incoming"))
            assert [int(each or 0) for each in sums.values()] == [level.on_hand, level.reserved, level.incoming]
            kept = Reservation.objects.filter(level_id=level.pk).aggregate(kept=Sum("quantity"))["kept"]
            assert int(kept or 0) == level.reserved


@pytest.mark.slow
def test_the_stock_is_what_a_simple_model_says(shop: Shop) -> None:
    selling.furnish()
    selling.put_on_sale("First")
    another_location()
    run_state_machine_as_test(
        Stock,
        settings=settings(
            max_examples=examples(6),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
