"""What has happened to an order since it was placed, and what may be done with it."""

from collections import defaultdict
from collections.abc import Iterable

from shop.actors import told_actor
from shop.money import Money
from shop.orders.errors import NotPossible
from shop.orders.models import Fulfilment as FulfilmentRow
from shop.orders.models import OrderLine, OrderNote, OrderTag
from shop.orders.models import Refund as RefundRow
from shop.orders.rules.permits import OrderFactsNow, may_refund, possible_actions
from shop.orders.rules.refunding import Impossible, RefundBasis, plan_refund
from shop.orders.rules.states import LineFacts
from shop.orders.selectors.facts import Happened, facts_of, happened_to, refund_basis
from shop.orders.selectors.orders import order_row
from shop.orders.types import (
    AfterSale,
    FulfilledLine,
    Fulfilment,
    LineProgress,
    MoneyProgress,
    Note,
    Refund,
    RefundedPart,
    RefundState,
    RefundSums,
    RefundWish,
)
from shop.pricing.api import refund_left
from shop.pricing.types import RefundAsked, RefundQuote


def after_sale_of(order_id: int) -> AfterSale:
    """Return what has happened to an order, and what it allows now. Ten queries. Raises OrderUnknown."""
    seen = happened_to(order_row(order_id))
    facts, basis = facts_of(seen), refund_basis(seen)
    return AfterSale(
        lines={line.line_id: _progress(line) for line in facts.lines},
        money=_money(seen, facts, basis),
        fulfilments=_fulfilments(seen),
        refunds=tuple(_refund(row, seen) for row in seen.refunds),
        notes=tuple(_note(row) for row in OrderNote.objects.filter(order_id=order_id).order_by("pk")),
        tags=tuple(OrderTag.objects.filter(order_id=order_id).order_by("folded").values_list("tag", flat=True)),
        may=possible_actions(facts),
        is_held=facts.money.is_held,
    )


def refund_preview(order_id: int, wish: RefundWish) -> RefundSums:
    """Return what a refund would give back, for the form that asks. Six queries. Raises OrderUnknown, NotPossible."""
    seen = happened_to(order_row(order_id))
    obstacle = may_refund(facts_of(seen))
    if obstacle is not None:
        raise NotPossible(obstacle)
    plan = plan_refund(refund_basis(seen), RefundAsked(dict(wish.quantities), wish.shipping_minor), wish.restock)
    if isinstance(plan, Impossible):
        raise NotPossible(plan.obstacle, left=plan.left)
    return sums_of(plan.quote, seen.order.currency)


def sums_of(quote: RefundQuote, currency: str) -> RefundSums:
    """Return a refund's sums as money."""
    return RefundSums(
        goods=Money(quote.lines_minor, currency),
        shipping=Money(quote.shipping_minor, currency),
        tax=Money(quote.tax_minor, currency),
        total=Money(quote.total_minor, currency),
    )


def _progress(line: LineFacts) -> LineProgress:
    return LineProgress(
        line_id=line.line_id,
        sold=line.sold,
        sent=line.sent,
        refunded=line.refunded,
        restocked=line.restocked,
        to_send=line.to_send,
        to_refund=line.to_refund,
    )


def _money(seen: Happened, facts: OrderFactsNow, basis: RefundBasis) -> MoneyProgress:
    def of(minor: int) -> Money:
        return Money(minor, seen.order.currency)

    return MoneyProgress(
        authorised=of(facts.money.total_minor),
        captured=of(facts.money.captured_minor),
        refunded=of(facts.money.refunded_minor),
        refund_asked=of(facts.money.refund_asked_minor),
        disputed=of(facts.money.disputed_minor),
        to_capture=of(facts.money.to_capture_minor),
        to_refund=of(facts.money.to_refund_minor),
        shipping_to_refund=of(refund_left(basis.sold, basis.already).shipping_minor),
        is_moving=facts.money.is_moving,
    )


def _fulfilments(seen: Happened) -> tuple[Fulfilment, ...]:
    titles = _titles(seen.lines)
    rows = FulfilmentRow.objects.filter(order_id=seen.order.pk).prefetch_related("lines").order_by("number")
    return tuple(
        Fulfilment(
            id=row.pk,
            number=row.number,
            lines=tuple(
                FulfilledLine(part.order_line_id, *titles[part.order_line_id], part.quantity)
                for part in sorted(row.lines.all(), key=lambda part: part.order_line_id)
            ),
            location_id=row.location_id,
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            actor=told_actor(row.actor_kind, row.actor_id, row.actor_name),
            created_at=row.created_at,
            cancelled_at=row.cancelled_at,
        )
        for row in rows
    )


def _refund(row: RefundRow, seen: Happened) -> Refund:
    titles, currency = _titles(seen.lines), seen.order.currency
    return Refund(
        id=row.pk,
        state=RefundState(row.state),
        lines=tuple(
            RefundedPart(
                part.order_line_id,
                *titles[part.order_line_id],
                quantity=part.quantity,
                unsent=part.unsent,
                restocked=part.restocked,
                amount=Money(part.amount_minor, currency),
                tax=Money(part.tax_minor, currency),
            )
            for part in seen.refunded
            if part.refund_id == row.pk
        ),
        sums=RefundSums(
            goods=Money(row.lines_minor, currency),
            shipping=Money(row.shipping_minor, currency),
            tax=Money(row.tax_minor, currency),
            total=Money(row.total_minor, currency),
        ),
        reason=row.reason,
        refusal=row.refusal,
        actor=told_actor(row.actor_kind, row.actor_id, row.actor_name),
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )


def _titles(lines: Iterable[OrderLine]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = defaultdict(lambda: ("", ""))
    return found | {line.pk: (line.title, line.variant_title) for line in lines}


def _note(row: OrderNote) -> Note:
    return Note(
        id=row.pk,
        text=row.text,
        actor=told_actor(row.actor_kind, row.actor_id, row.actor_name),
        created_at=row.created_at,
    )
