"""Whatever happens to checkouts in whatever order, stock, codes, orders and the gateway's book agree."""

from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from shop.catalog.errors import OutOfStock
from shop.catalog.types import Product
from shop.inventory.models import Reservation
from shop.money import Money
from shop.orders.api import add_code
from shop.orders.errors import CodeNotUsable
from shop.orders.models import CheckoutLine, Order
from shop.orders.services.beginning import begin_checkout
from shop.orders.services.recording import record_answer, record_unsent
from shop.orders.services.settling import begin_settling, record_settled
from shop.payments.models import PaymentAttempt
from shop.payments.types import OPEN_STATES, AvsAnswer, Charge, ChargeRequest, ChargeState, CvvAnswer
from shop.pricing.models import DiscountUse
from tests.examples import examples
from tests.shop import selling

ON_HAND = 6
USES = 2
TAKEN_OVER = {"settling", "processing"}
STEPS = ("begin", "approve", "decline", "ponder", "answer", "unsent", "take over", "settle", "give up")


@dataclass
class Book:
    """A gateway's book: the fake at the edge. One key is decided once; a void bars it."""

    charges: dict[str, Charge] = field(default_factory=dict)

    def decide(self, request: ChargeRequest, state: ChargeState) -> Charge:
        """Return the key's charge, made now if there is none. What was still processed is decided now."""
        found = self.charges.get(request.key)
        if found is not None and not found.is_undecided:
            return found
        reason = "do_not_honour" if state is ChargeState.DECLINED else ""
        made = Charge(request.key, state, request.amount, "ch", reason, AvsAnswer.MATCH, CvvAnswer.MATCH)
        self.charges[request.key] = made
        return made

    def settle(self, key: str, amount: Money, *, give_up: bool = False) -> Charge:
        """Return what is under the key, barred if there is nothing, or if it is to be given up."""
        if key in self.charges and not (self.charges[key].is_undecided and give_up):
            return self.charges[key]
        barred = Charge(key, ChargeState.VOIDED, amount, "", "barred", AvsAnswer.MATCH, CvvAnswer.MATCH)
        self.charges[key] = barred
        return barred


@pytest.fixture
def furnished(shop: Shop) -> Shop:
    selling.furnish()
    return shop


@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=4, max_size=16))
def test_stock_orders_and_charges_always_agree(furnished: Shop, steps: list[tuple[str, int]]) -> None:
    lamp, book = selling.put_on_sale(on_hand=ON_HAND), Book()
    selling.make_code(_code(lamp), usage_limit=USES)
    begun: list[tuple[int, ChargeRequest]] = []
    for step, which in [("begin", 1), *steps]:
        if step == "begin":
            _begin(lamp, which + 1, begun)
        elif begun:
            _do(step, *begun[which % len(begun)], book)
        _agree(lamp, book)
    for attempt_id, request in begun:
        _do("take over", attempt_id, request, book)
        _do("give up", attempt_id, request, book)
    _agree(lamp, book)
    sold = sum(Order.objects.filter(lines__variant_id=lamp.variant_id).values_list("quantity", flat=True))
    assert selling.stock_of(lamp) == (ON_HAND, sold), "what is settled is reserved for its order, or free"


def _begin(lamp: Product, quantity: int, begun: list[tuple[int, ChargeRequest]]) -> None:
    try:
        token = selling.filled_cart((lamp, quantity))
        with suppress(CodeNotUsable):  # used up: then it is bought without
            add_code(token, _code(lamp))
        started = begin_checkout(selling.details_of(token), gateway="test", settle_after_s=15)
    except OutOfStock:
        return
    assert started.request is not None
    begun.append((started.attempt_id, started.request))


def _code(lamp: Product) -> str:
    """Return this example's code."""
    return f"CODE{lamp.id}"


def _do(step: str, attempt_id: int, request: ChargeRequest, book: Book) -> None:
    if step == "approve":
        book.decide(request, ChargeState.AUTHORISED)
    elif step == "ponder":
        book.decide(request, ChargeState.PROCESSING)
    elif step == "decline":
        book.decide(request, ChargeState.DECLINED)
    elif step == "answer" and request.key in book.charges:
        record_answer(attempt_id, book.charges[request.key])
    elif step == "unsent" and request.key not in book.charges:
        record_unsent(attempt_id)
        book.settle(request.key, request.amount)  # what was never sent is never charged
    elif step == "take over":
        begin_settling(attempt_id)
    elif step in {"settle", "give up"} and PaymentAttempt.objects.get(pk=attempt_id).state in TAKEN_OVER:
        record_settled(attempt_id, book.settle(request.key, request.amount, give_up=step == "give up"))


def _agree(lamp: Product, book: Book) -> None:
    lines = CheckoutLine.objects.filter(variant_id=lamp.variant_id).select_related("checkout__attempt")
    attempts = {line.checkout.attempt.pk: (line.checkout.attempt, line.quantity) for line in lines}
    held = sum(quantity for attempt, quantity in attempts.values() if attempt.state in OPEN_STATES)
    orders = {order.attempt_id: order.quantity for order in Order.objects.filter(attempt_id__in=attempts)}
    assert selling.stock_of(lamp) == (ON_HAND, held + sum(orders.values()))
    with_code = {line.checkout_id for line in lines if line.checkout.codes}
    owed = {line.checkout_id for line in lines if line.checkout.attempt.state in OPEN_STATES}
    kept = (owed | {order.checkout_id for order in Order.objects.filter(attempt_id__in=attempts)}) & with_code
    uses = DiscountUse.objects.filter(discount__code=_code(lamp))
    assert set(uses.values_list("holder_id", flat=True)) == kept, "a use goes with an open checkout or an order"
    assert selling.uses_of(_code(lamp)) == len(kept) <= USES
    kept = {row.holder_id: row.quantity for row in Reservation.objects.filter(level__item__variant_id=lamp.variant_id)}
    assert kept == {
        attempt.checkout.pk: quantity
        for attempt, quantity in attempts.values()
        if attempt.state in OPEN_STATES or attempt.pk in orders
    }
    for attempt, _quantity in attempts.values():
        charge = book.charges.get(attempt.key)
        if attempt.pk in orders:
            assert charge is not None
            assert charge.is_approved
        elif attempt.state not in OPEN_STATES:
            assert charge is not None
            assert not charge.is_approved
