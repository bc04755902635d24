"""Cancelling an order: its goods are free again, its codes unused, its money let go or given back."""

from functools import partial

from django.db.models.functions import Now

from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.inventory.api import release_stock
from shop.orders.errors import NotPossible
from shop.orders.events import ORDER_CANCELLED
from shop.orders.locks import locked_with_payment
from shop.orders.models import Order
from shop.orders.rules.permits import OrderFactsNow, may_cancel
from shop.orders.selectors.facts import facts_now
from shop.orders.selectors.orders import order_row
from shop.orders.services.fulfilling import holder_of
from shop.orders.services.money import ask_money
from shop.orders.services.once import DoneMeanwhile, once
from shop.orders.services.refunding import give_back_rest
from shop.orders.services.restating import restate
from shop.payments.types import OperationKind
from shop.pricing.api import give_back_uses
from shop.staff.api import Permission

LONGEST_REASON = 255


@service(permission=Permission.ORDERS_CANCEL)
def cancel_order(order_id: int, *, reason: str = "", key: str) -> None:
    """Cancel an order of which nothing was sent; needs orders.cancel. The same key cancels it once.

    What the card holds is let go, what was taken is given back, by a worker. A capture that is under way is given back
    when it has ended. Raises OrderUnknown, NotPossible.
    """
    once(partial(_cancelled, order_id, key), partial(_cancel, order_id, reason, key))


def _cancelled(order_id: int, key: str) -> bool | None:
    return Order.objects.filter(pk=order_id, cancel_key=key, cancelled_at__isnull=False).exists() or None


def _cancel(order_id: int, reason: str, key: str) -> bool:
    seen = order_row(order_id)
    release_stock(holder_of(seen))
    give_back_uses(seen.checkout_id)
    order = locked_with_payment(order_id)
    if _cancelled(order_id, key):
        raise DoneMeanwhile
    facts = facts_now(order)
    obstacle = may_cancel(facts)
    if obstacle is not None:
        raise NotPossible(obstacle)
    changes = {"cancelled_at": Now(), "cancel_reason": reason.strip()[:LONGEST_REASON], "cancel_key": key}
    Order.objects.filter(pk=order_id).update(held_at=None, **changes)
    before = order.payment_state
    order.refresh_from_db(fields=["cancelled_at", "held_at"])
    let_money_go(order, facts)
    after = restate(order_id)
    subject = Subject("order", order_id)
    publish(ORDER_CANCELLED, subject, {"order_id": order_id})
    audit(ORDER_CANCELLED, subject, {"state": before}, {"state": after.payment_state, "reason": reason.strip()})
    return True


def let_money_go(order: Order, facts: OrderFactsNow) -> None:
    """Ask for a void of what the card holds and a refund of what was taken, of an order that is cancelled.

    The caller is a service that holds the payment and the order. While a capture is under way neither can be known in
    full: whoever records its answer asks again.
    """
    if facts.money.to_capture_minor and not facts.money.capture_asked_minor:
        ask_money(order, OperationKind.VOID, key=f"cancel-order-{order.pk}")
    if facts.money.to_refund_minor:
        give_back_rest(order)
