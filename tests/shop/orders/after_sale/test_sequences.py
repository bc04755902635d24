"""Whatever staff and the gateway do to an order in whatever sequence, it agrees with a model of a few numbers.

The gateway here is the fake at the edge: each question that was asked is answered yes or no, in any order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pods.directory.models import Shop
from shop.catalog.types import Product
from shop.inventory.models import Reservation, StockEntry, StockLevel
from shop.orders import api as orders
from shop.orders.errors import OrdersError
from shop.orders.events import FINISH_REFUND
from shop.orders.models import Fulfilment, Order, OrderLine, Refund
from shop.orders.services.capturing import begin_capture
from shop.orders.services.recording_money import record_money
from shop.orders.types import Parcel, RefundState, RefundWish
from shop.payments.api import operations_of
from shop.payments.models import PaymentAttempt
from shop.payments.types import OperationAnswer, OperationKind, OperationState
from tests.examples import examples
from tests.shop import selling
from tests.shop.orders.after_sale.sold import Sold, by_staff, derived, everything, newest, sell

ON_HAND = 9
SOLD = {"Lamp": 3, "Stool": 2}
SHIPPING = 450
STEPS = (
    *("fulfil", "fulfil all", "unsend", "refund", "refund all", "refund shipping", "again"),
    *("capture", "capture part", "mark paid", "void", "hold", "release", "cancel", "new order's capture"),
    *("yes", "yes", "yes", "no", "finish"),
)

STEPS_TAKEN = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=8, max_size=16)


@dataclass
class Model:
    """What must be true, counted by hand: pieces by line, and money."""

    sent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SOLD, 0))
    unsent_back: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SOLD, 0))
    restocked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SOLD, 0))
    captured: int = 0
    refunded: int = 0
    voided: int = 0
    is_cancelled: bool = False


@dataclass
class Stage:
    """One order, its goods, and the model beside them. `keys` makes each form's key new."""

    shop: Shop
    goods: dict[str, Product]
    order: Sold
    model: Model = field(default_factory=Model)
    since: dict[str, int] = field(default_factory=dict)
    keys: int = 0

    def everything(self) -> object:
        """Return every row of this example that a service could have touched."""
        return everything(self.since)

    def key(self) -> str:
        """Return a new form's key."""
        self.keys += 1
        return f"key-{self.order.id}-{self.keys}"

    def attempt_of_staff(self, act: Callable[[], object]) -> bool:
        """Let staff try; a refusal must change nothing, a second send must change nothing either."""
        before = self.everything()
        try:
            by_staff(act)
        except OrdersError:
            assert self.everything() == before, "a refusal changed something"
            return False
        return True

    def twice(self, act: Callable[[], object]) -> bool:
        """Let staff send a form twice."""
        if not self.attempt_of_staff(act):
            return False
        before = self.everything()
        by_staff(act)
        assert self.everything() == before, "the second send changed something"
        return True


def _fulfil(stage: Stage, size: int, *, everything_left: bool = False) -> None:
    title = sorted(SOLD)[size % 2]
    quantities = None if everything_left else {stage.order.lines[title]: 1 + size % 3}
    before = {each.line_id: each.to_send for each in orders.after_sale_of(stage.order.id).lines.values()}
    parcel = Parcel(stage.key(), quantities)
    if stage.twice(lambda: orders.fulfil_order(stage.order.id, parcel)):
        for name, line in stage.order.lines.items():
            stage.model.sent[name] += before[line] if everything_left else (quantities or {}).get(line, 0)


def _unsend(stage: Stage, size: int) -> None:
    sent = list(Fulfilment.objects.filter(order_id=stage.order.id, cancelled_at__isnull=True).order_by("pk"))
    if sent:
        chosen = sent[size % len(sent)]
        quantities = {line.order_line_id: line.quantity for line in chosen.lines.all()}
        if stage.twice(lambda: orders.cancel_fulfilment(chosen.pk)):
            for name, line in stage.order.lines.items():
                stage.model.sent[name] -= quantities.get(line, 0)


def _refund(stage: Stage, size: int, *, rest: bool = False, shipping: bool = False) -> None:
    seen = orders.after_sale_of(stage.order.id)
    title = sorted(SOLD)[size % 2]
    quantities = {stage.order.lines[title]: 1 + size % 2}
    if rest:
        quantities = {line.line_id: line.to_refund for line in seen.lines.values() if line.to_refund}
    wish = RefundWish(
        stage.key(),
        {} if shipping else quantities,
        shipping_minor=seen.money.shipping_to_refund.minor if rest else 100 * shipping,
        restock=frozenset(quantities) if size % 3 else frozenset(),
    )
    stage.twice(lambda: orders.refund_order(stage.order.id, wish))


def _again(stage: Stage, size: int) -> None:
    refused = list(Refund.objects.filter(order_id=stage.order.id, state=RefundState.REFUSED).order_by("pk"))
    if refused:
        refund_id = refused[size % len(refused)].pk
        stage.attempt_of_staff(lambda: orders.try_refund_again(refund_id))


def _answer(stage: Stage, size: int, *, is_done: bool) -> None:
    """Let the gateway answer one of the questions that wait, and once more, which must change nothing."""
    asked = [each for each in operations_of(stage.order.row.attempt_id) if each.state is OperationState.ASKED]
    if not asked:
        return
    operation = asked[size % len(asked)]
    answer = OperationAnswer(operation.id, is_done=is_done, reason="" if is_done else "because")
    record_money(answer)
    before = stage.everything()
    record_money(answer)
    assert stage.everything() == before
    if is_done:
        name = {"capture": "captured", "refund": "refunded", "void": "voided"}[operation.kind]
        setattr(stage.model, name, getattr(stage.model, name) + operation.amount.minor)
    if is_done and operation.kind is OperationKind.REFUND:
        _goods_back(stage, Refund.objects.get(operation_id=operation.id))


def _goods_back(stage: Stage, refund: Refund) -> None:
    for name, line in stage.order.lines.items():
        for part in refund.lines.filter(order_line_id=line):
            stage.model.unsent_back[name] += part.unsent
            stage.model.restocked[name] += part.restocked


def _finish(stage: Stage) -> None:
    waiting = list(Refund.objects.filter(order_id=stage.order.id, state=RefundState.ASKED, total_minor=0))
    selling.work_off(stage.shop, FINISH_REFUND)
    for refund in waiting:
        _goods_back(stage, refund)


def _cancel(stage: Stage) -> None:
    key = stage.key()
    held = stage.order.row.attempt
    if stage.twice(lambda: orders.cancel_order(stage.order.id, key=key)):
        stage.model.is_cancelled = True
        if stage.order.row.attempt.gateway == "manual":  # nobody is asked: what was promised is let go at once
            stage.model.voided += stage.order.row.attempt.voided_minor - held.voided_minor


def _mark(stage: Stage, size: int) -> None:
    amount, key = (None, 500)[size % 2], stage.key()
    taken = stage.order.row.attempt.captured_minor
    if stage.twice(lambda: orders.mark_as_paid(stage.order.id, amount_minor=amount, key=key)):
        now = stage.order.row.attempt.captured_minor
        assert now - taken == (amount or stage.order.row.total_minor - taken)
        stage.model.captured += now - taken


def _do(stage: Stage, step: str, size: int) -> None:
    order_id, key = stage.order.id, stage.key()
    done: dict[str, Callable[[], object]] = {
        "fulfil": lambda: _fulfil(stage, size),
        "fulfil all": lambda: _fulfil(stage, size, everything_left=True),
        "unsend": lambda: _unsend(stage, size),
        "refund": lambda: _refund(stage, size),
        "refund all": lambda: _refund(stage, size, rest=True),
        "refund shipping": lambda: _refund(stage, size, shipping=True),
        "again": lambda: _again(stage, size),
        "capture": lambda: stage.twice(lambda: orders.capture_payment(order_id, key=key)),
        "capture part": lambda: stage.twice(lambda: orders.capture_payment(order_id, amount_minor=400 + size, key=key)),
        "mark paid": lambda: _mark(stage, size),
        "void": lambda: stage.twice(lambda: orders.void_payment(order_id, key=key)),
        "hold": lambda: stage.attempt_of_staff(lambda: orders.hold_order(order_id)),
        "release": lambda: stage.attempt_of_staff(lambda: orders.release_order(order_id)),
        "cancel": lambda: _cancel(stage),
        "new order's capture": lambda: begin_capture(order_id),
        "yes": lambda: _answer(stage, size, is_done=True),
        "no": lambda: _answer(stage, size, is_done=False),
        "finish": lambda: _finish(stage),
    }
    done[step]()


def _agrees(stage: Stage) -> None:
    row, model = stage.order.row, stage.model
    assert stage.order.states == derived(stage.order)
    attempt = row.attempt
    assert (attempt.captured_minor, attempt.refunded_minor, attempt.voided_minor) == (
        model.captured,
        model.refunded,
        model.voided,
    )
    assert 0 <= model.refunded <= model.captured <= row.total_minor
    assert row.refunded_minor == model.refunded
    progress = orders.after_sale_of(stage.order.id).lines
    for name, line in stage.order.lines.items():
        sent, free = model.sent[name], model.unsent_back[name]
        kept = 0 if model.is_cancelled else SOLD[name] - sent - free
        assert selling.stock_of(stage.goods[name]) == (ON_HAND - sent + model.restocked[name], kept), name
        assert progress[line].sent == sent
        assert 0 <= progress[line].refunded <= SOLD[name]
        assert sent + free <= SOLD[name]


def _ledgers_agree(stage: Stage) -> None:
    """Stock's own books: each level is the sum of its entries and of its reservations."""
    for level in StockLevel.objects.all():
        entries = StockEntry.objects.filter(item_id=level.item_id, location_id=level.location_id)
        assert sum(each.change_on_hand for each in entries) == level.on_hand
        assert sum(each.quantity for each in Reservation.objects.filter(level_id=level.pk)) == level.reserved


def _given_back_whole(stage: Stage) -> None:
    """Answer all that is asked, then give back all that is left: it ends exactly at what was taken."""
    while orders.after_sale_of(stage.order.id).money.is_moving:
        _answer(stage, 0, is_done=True)
    _finish(stage)
    _agrees(stage)
    row = stage.order.row
    if row.attempt.captured_minor == row.total_minor and not stage.model.is_cancelled:
        _refund(stage, 1, rest=True)
        _answer(stage, 0, is_done=True)
        _finish(stage)
        _agrees(stage)
        assert stage.order.row.refunded_minor == row.total_minor
        pieces = Refund.objects.filter(order_id=stage.order.id, state=RefundState.DONE)
        assert sum(refund.total_minor for refund in pieces) == row.total_minor


def _stage(shop: Shop, gateway: str) -> Stage:
    since = newest()
    goods = {
        "Lamp": selling.put_on_sale("Lamp", price_minor=1000, on_hand=ON_HAND),
        "Stool": selling.put_on_sale("Stool", price_minor=333, on_hand=ON_HAND),
    }
    wanted = [(goods[name], quantity) for name, quantity in SOLD.items()]
    order = sell(*wanted, gateway=gateway, shipping_minor=SHIPPING)
    taxes = [{"name": "VAT", "rate_ppm": 250000, "amount_minor": 601}]
    OrderLine.objects.filter(pk=order.lines["Lamp"]).update(discount_minor=1, tax_minor=601, taxes=taxes)
    total = 3000 - 1 + 666 + SHIPPING
    Order.objects.filter(pk=order.id).update(discount_minor=1, tax_minor=601, total_minor=total)
    PaymentAttempt.objects.filter(pk=order.row.attempt_id).update(amount_minor=total)
    return Stage(shop, goods, order, since=since)


@pytest.mark.slow
@pytest.mark.parametrize("gateway", ["test", "manual"])
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(is_paid=st.booleans(), steps=STEPS_TAKEN)
def test_an_order_agrees_with_its_model_whatever_happens(
    shop: Shop, gateway: str, steps: list[tuple[str, int]], *, is_paid: bool
) -> None:
    selling.furnish()
    stage = _stage(shop, gateway)
    if is_paid:
        _do(stage, "mark paid" if gateway == "manual" else "capture", 0)
        _answer(stage, 0, is_done=True)
    _agrees(stage)
    for step, size in steps:
        _do(stage, step, size)
        _agrees(stage)
    _ledgers_agree(stage)
    _given_back_whole(stage)
