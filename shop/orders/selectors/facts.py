"""What happened to an order, as the rules take it: read under the order's lock, it is what decides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shop.orders.models import FulfilmentLine, Order, OrderLine, Refund, RefundLine
from shop.orders.rules.permits import OrderFactsNow
from shop.orders.rules.refunding import RefundBasis
from shop.orders.rules.states import LineFacts, MoneyFacts
from shop.orders.types import RefundState
from shop.payments.api import gateway_named, operations_of
from shop.payments.types import Operation, OperationKind, OperationState
from shop.pricing.types import RefundedLine, RefundQuote, Sold, SoldLine, TaxAmount

COUNTED = (RefundState.ASKED, RefundState.DONE)
"""Refunds that speak for their pieces and their money."""


@dataclass(frozen=True, slots=True)
class Happened:
    """The rows that tell what happened to an order, read once. The attempt is joined to the order."""

    order: Order
    lines: Sequence[OrderLine]
    sent: Sequence[FulfilmentLine]
    refunds: Sequence[Refund]
    refunded: Sequence[RefundLine]
    operations: Sequence[Operation]


def happened_to(order: Order) -> Happened:
    """Read what happened to an order that has its attempt joined. Five queries."""
    return Happened(
        order=order,
        lines=list(OrderLine.objects.filter(order_id=order.pk).order_by("pk")),
        sent=list(FulfilmentLine.objects.filter(fulfilment__order_id=order.pk, fulfilment__cancelled_at__isnull=True)),
        refunds=list(Refund.objects.filter(order_id=order.pk).order_by("pk")),
        refunded=list(RefundLine.objects.filter(refund__order_id=order.pk).order_by("pk")),
        operations=operations_of(order.attempt_id),
    )


def facts_of(seen: Happened) -> OrderFactsNow:
    """Return what the rows say, for the rules. No query."""
    is_cancelled = seen.order.cancelled_at is not None
    return OrderFactsNow(money=money_facts(seen), lines=line_facts(seen), is_cancelled=is_cancelled)


def facts_now(order: Order) -> OrderFactsNow:
    """Return what decides about an order at this moment. Five queries."""
    return facts_of(happened_to(order))


def money_facts(seen: Happened) -> MoneyFacts:
    """Return what happened to the money. No query."""
    attempt = seen.order.attempt
    asked = _asked(seen.operations)
    return MoneyFacts(
        total_minor=attempt.amount_minor,
        captured_minor=attempt.captured_minor,
        voided_minor=attempt.voided_minor,
        refunded_minor=attempt.refunded_minor,
        capture_asked_minor=asked[OperationKind.CAPTURE],
        void_asked_minor=asked[OperationKind.VOID],
        refund_asked_minor=asked[OperationKind.REFUND],
        disputed_minor=attempt.disputed_minor,
        is_promised=attempt.amount_minor > 0 and not gateway_named(attempt.gateway).is_online,
        is_held=seen.order.held_at is not None,
        capture_refused=_last_capture_was_refused(seen.operations),
    )


def _asked(operations: Iterable[Operation]) -> dict[OperationKind, int]:
    sums: dict[OperationKind, int] = defaultdict(int)
    for operation in operations:
        if operation.state is OperationState.ASKED:
            sums[operation.kind] += operation.amount.minor
    return sums


def _last_capture_was_refused(operations: Iterable[Operation]) -> bool:
    captures = [operation for operation in operations if operation.kind is OperationKind.CAPTURE]
    return bool(captures) and captures[-1].state is OperationState.REFUSED


def line_facts(seen: Happened) -> list[LineFacts]:
    """Return what happened to each line's pieces. No query."""
    found = {
        line.pk: LineFacts(
            line_id=line.pk,
            variant_id=line.variant_id,
            sold=line.quantity,
            needs_parcel=line.requires_shipping,
            is_cancelled=seen.order.cancelled_at is not None,
        )
        for line in seen.lines
    }
    for part in seen.sent:
        line = found[part.order_line_id]
        found[line.line_id] = replace(line, sent=line.sent + part.quantity)
    counted = {refund.pk for refund in seen.refunds if refund.state in COUNTED}
    for back in seen.refunded:
        if back.refund_id in counted:
            line = found[back.order_line_id]
            found[line.line_id] = replace(
                line,
                refunded=line.refunded + back.quantity,
                taken_out=line.taken_out + back.unsent,
                restocked=line.restocked + back.restocked,
            )
    return list(found.values())


def refund_basis(seen: Happened) -> RefundBasis:
    """Return what a refund is reckoned from. No query."""
    return RefundBasis(
        sold=_sold(seen),
        already=[_quote(refund, seen) for refund in seen.refunds if refund.state in COUNTED],
        lines=line_facts(seen),
        left_minor=money_facts(seen).to_refund_minor,
    )


def _sold(seen: Happened) -> Sold:
    order = seen.order
    return Sold(
        lines=tuple(
            SoldLine(
                line_id=line.pk,
                quantity=line.quantity,
                goods_minor=line.price_minor * line.quantity - line.discount_minor,
                taxes=_taxes(line.taxes),
            )
            for line in seen.lines
        ),
        shipping_minor=order.shipping_minor,
        shipping_taxes=_taxes(order.shipping_taxes),
        tax_included=order.tax_included,
    )


def _quote(refund: Refund, seen: Happened) -> RefundQuote:
    return RefundQuote(
        lines=tuple(
            RefundedLine(
                line_id=part.order_line_id,
                quantity=part.quantity,
                goods_minor=part.amount_minor,
                taxes=_taxes(part.taxes),
            )
            for part in seen.refunded
            if part.refund_id == refund.pk
        ),
        shipping_minor=refund.shipping_minor,
        shipping_taxes=_taxes(refund.shipping_taxes),
        tax_included=seen.order.tax_included,
    )


def _taxes(stored: Iterable[dict[str, Any]]) -> tuple[TaxAmount, ...]:
    return tuple(TaxAmount(tax["name"], tax["rate_ppm"], tax["amount_minor"]) for tax in stored)


def stored_taxes(taxes: Iterable[TaxAmount]) -> list[dict[str, Any]]:
    """Return taxes as a row keeps them."""
    return [{"name": tax.name, "rate_ppm": tax.rate_ppm, "amount_minor": tax.amount_minor} for tax in taxes]
