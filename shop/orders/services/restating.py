"""The one place that writes an order's states: each service that changes what happened ends here."""

from shop.orders.models import Order
from shop.orders.rules.permits import OrderFactsNow
from shop.orders.rules.states import fulfilment_state
from shop.orders.selectors.facts import facts_now


def restate(order_id: int) -> OrderFactsNow:
    """Derive an order's states from what happened and store them, with what was refunded. Seven queries.

    The caller is a service that holds the order. Run again it changes nothing. Returns what it derived them from.
    """
    facts = facts_now(Order.objects.select_related("attempt").get(pk=order_id))
    Order.objects.filter(pk=order_id).update(
        payment_state=facts.payment_state,
        fulfilment_state=fulfilment_state(facts.lines),
        refunded_minor=facts.money.refunded_minor,
    )
    return facts
