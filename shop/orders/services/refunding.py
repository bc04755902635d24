"""Giving money back, in parts: reckoned and asked for here, done by a delivery, ended in recording_money."""

from functools import partial
from typing import Any

from pods.outbox.api import Subject, audit, publish, schedule
from pods.routing.actor import current_actor
from pods.routing.service import service
from shop.inventory.api import location_by_id
from shop.money import Money
from shop.orders.errors import KeyReused, NotPossible, RefundChanged, RefundUnknown
from shop.orders.events import FINISH_REFUND, REFUND_ASKED
from shop.orders.locks import locked_with_payment
from shop.orders.models import Order, Refund, RefundLine
from shop.orders.obstacles import Obstacle
from shop.orders.rules.permits import may_refund
from shop.orders.rules.refunding import Impossible, Plan, plan_refund
from shop.orders.selectors.facts import facts_of, happened_to, refund_basis, stored_taxes
from shop.orders.services.money import ask_money
from shop.orders.services.once import DoneMeanwhile, once
from shop.orders.services.restating import restate
from shop.orders.types import RefundState, RefundWish
from shop.payments.types import OperationKind
from shop.pricing.api import refund_left
from shop.pricing.types import RefundAsked, RefundQuote
from shop.staff.api import Permission

LONGEST_REASON = 255


@service(permission=Permission.ORDERS_REFUND)
def refund_order(order_id: int, wish: RefundWish) -> int:
    """Ask for a refund and return its id; needs orders.refund. The same key returns the first one.

    It speaks for its pieces and its money at once; the money goes back, and stock follows, by a worker. Raises
    OrderUnknown, NotPossible, RefundChanged, KeyReused, LocationError (inventory).
    """
    return once(partial(_known, order_id, wish.key), partial(_ask, order_id, wish))


def _known(order_id: int, key: str) -> int | None:
    found = Refund.objects.filter(key=key).first()
    if found is not None and found.order_id != order_id:
        raise KeyReused
    return None if found is None else found.pk


def _ask(order_id: int, wish: RefundWish) -> int:
    if wish.location_id is not None:
        location_by_id(wish.location_id)
    order = locked_with_payment(order_id)
    if _known(order_id, wish.key) is not None:
        raise DoneMeanwhile
    plan = _planned(order, RefundAsked(dict(wish.quantities), wish.shipping_minor), wish.restock)
    if wish.expected_minor is not None and wish.expected_minor != plan.quote.total_minor:
        raise RefundChanged(Money(plan.quote.total_minor, order.currency))
    refund = _note_refund(order, plan.quote, key=wish.key, reason=wish.reason)
    _note_lines(refund, plan, wish.location_id)
    _hand_over(order, refund)
    return refund.pk


def _planned(order: Order, asked: RefundAsked, restock: frozenset[int]) -> Plan:
    """Return the refund that is asked for; raises NotPossible."""
    seen = happened_to(order)
    obstacle = may_refund(facts_of(seen))
    if obstacle is not None:
        raise NotPossible(obstacle)
    plan = plan_refund(refund_basis(seen), asked, restock)
    if isinstance(plan, Impossible):
        raise NotPossible(plan.obstacle, left=plan.left)
    return plan


@service(permission=Permission.ORDERS_REFUND)
def try_refund_again(refund_id: int) -> None:
    """Ask once more for a refund that was refused, at what it is worth now; needs orders.refund.

    Raises RefundUnknown, NotPossible: also when its pieces were given back or sent otherwise meanwhile.
    """
    order_id = Refund.objects.values_list("order_id", flat=True).filter(pk=refund_id).first()
    if order_id is None:
        raise RefundUnknown
    order = locked_with_payment(order_id)
    refund = Refund.objects.get(pk=refund_id)
    if refund.state != RefundState.REFUSED:
        raise NotPossible(Obstacle.NOT_REFUSED)
    lines = list(RefundLine.objects.filter(refund_id=refund_id).order_by("pk"))
    sums = _noted_anew(order, refund, lines) if lines or refund.shipping_minor else _sums_of_rest(order)
    refund.tries, refund.total_minor = refund.tries + 1, sums["total_minor"]
    changes = {"tries": refund.tries, "state": RefundState.ASKED, "refusal": "", "ended_at": None}
    Refund.objects.filter(pk=refund_id).update(**changes, **sums)
    _hand_over(order, refund)


def _noted_anew(order: Order, refund: Refund, lines: list[RefundLine]) -> dict[str, Any]:
    """Write a refund's lines at what they are worth now, and return its sums; raises NotPossible."""
    restock = frozenset(line.order_line_id for line in lines if line.restocked)
    asked = RefundAsked({line.order_line_id: line.quantity for line in lines}, refund.shipping_minor)
    plan = _planned(order, asked, restock)
    RefundLine.objects.filter(refund_id=refund.pk).delete()
    _note_lines(refund, plan, lines[0].location_id if lines else None)
    return _sums(plan.quote)


def _sums_of_rest(order: Order) -> dict[str, Any]:
    """Return the sums of a refund of all that is left, by itself; raises NotPossible."""
    seen = happened_to(order)
    obstacle = may_refund(facts_of(seen))
    left_minor = refund_basis(seen).left_minor
    if obstacle is not None or not left_minor:
        raise NotPossible(obstacle or Obstacle.NOTHING_TO_REFUND)
    return {"lines_minor": left_minor, "total_minor": left_minor}


def give_back_rest(order: Order) -> None:
    """Ask for a refund of all that was taken and not given back, of an order that is cancelled.

    The caller is a service that holds the payment and the order. Where only a part was taken, the lines are worth
    more than that: then it is a refund of the sum alone. Run again it changes nothing.
    """
    seen = happened_to(order)
    basis = refund_basis(seen)
    if basis.left_minor <= 0:
        return
    left = refund_left(basis.sold, basis.already)
    plan = plan_refund(basis, left, frozenset())
    key = f"cancel-order-{order.pk}-{len(seen.refunds) + 1}"
    if isinstance(plan, Plan) and plan.quote.total_minor == basis.left_minor:
        refund = _note_refund(order, plan.quote, key=key, reason="")
        _note_lines(refund, plan, None)
    else:
        refund = _note_refund(order, RefundQuote(), key=key, reason="")
        refund.lines_minor = refund.total_minor = basis.left_minor
        Refund.objects.filter(pk=refund.pk).update(lines_minor=basis.left_minor, total_minor=basis.left_minor)
    _hand_over(order, refund)


def _note_refund(order: Order, quote: RefundQuote, *, key: str, reason: str) -> Refund:
    actor = current_actor()
    return Refund.objects.create(
        order_id=order.pk,
        key=key,
        state=RefundState.ASKED,
        reason=reason.strip()[:LONGEST_REASON],
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        **_sums(quote),
    )


def _sums(quote: RefundQuote) -> dict[str, Any]:
    return {
        "lines_minor": quote.lines_minor,
        "shipping_minor": quote.shipping_minor,
        "shipping_taxes": stored_taxes(quote.shipping_taxes),
        "tax_minor": quote.tax_minor,
        "total_minor": quote.total_minor,
    }


def _note_lines(refund: Refund, plan: Plan, location_id: int | None) -> None:
    RefundLine.objects.bulk_create(
        RefundLine(
            refund_id=refund.pk,
            order_line_id=part.line_id,
            quantity=part.quantity,
            unsent=plan.pieces[part.line_id].unsent,
            restocked=plan.pieces[part.line_id].restocked,
            amount_minor=part.goods_minor,
            tax_minor=part.tax_minor,
            taxes=stored_taxes(part.taxes),
            location_id=location_id,
        )
        for part in plan.quote.lines
    )


def _hand_over(order: Order, refund: Refund) -> None:
    """Leave the money to a delivery, or, where there is none, the goods; tell that it was asked for."""
    subject = Subject("order", order.pk)
    if refund.total_minor:
        key = f"refund-{refund.pk}-{refund.tries}"
        operation = ask_money(order, OperationKind.REFUND, amount_minor=refund.total_minor, key=key)
        Refund.objects.filter(pk=refund.pk).update(operation_id=operation.id)
    else:
        schedule(FINISH_REFUND, subject, {"refund_id": refund.pk})
    restate(order.pk)
    told = {
        "order_id": order.pk,
        "refund_id": refund.pk,
        "amount_minor": refund.total_minor,
        "currency": order.currency,
    }
    publish(REFUND_ASKED, subject, told)
    audit(REFUND_ASKED, subject, {}, {"refund_id": refund.pk, "amount_minor": refund.total_minor})
