"""An order to work on: sold by hand at stated amounts, and the figures that a refusal must not have changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import Max

from pods.directory.models import Shop
from pods.outbox.models import AuditEntry, Delivery, Event
from pods.routing.actor import acting_as
from pods.routing.service import service
from shop.catalog.types import Product
from shop.inventory.models import Reservation, StockEntry, StockLevel
from shop.orders import api as orders
from shop.orders.events import CAPTURE, FINISH_REFUND, MOVE_MONEY
from shop.orders.models import (
    Fulfilment,
    FulfilmentLine,
    Order,
    OrderLine,
    OrderNote,
    OrderTag,
    Refund,
    RefundLine,
)
from shop.orders.services.beginning import begin_checkout
from shop.orders.services.recording import record_answer
from shop.orders.services.restating import restate
from shop.payments.api import gateway_named
from shop.payments.models import PaymentAttempt, PaymentOperation
from tests.shop import selling

WATCHED = (
    *(Order, OrderLine, Fulfilment, FulfilmentLine, Refund, RefundLine, OrderNote, OrderTag),
    *(PaymentAttempt, PaymentOperation, StockLevel, Reservation, StockEntry, Event, AuditEntry, Delivery),
)


@dataclass(frozen=True, slots=True)
class Sold:
    """An order with its lines by product title."""

    id: int
    lines: Mapping[str, int]

    @property
    def row(self) -> Order:
        """The order as it is now."""
        return Order.objects.select_related("attempt").get(pk=self.id)

    @property
    def states(self) -> tuple[str, str]:
        """Where its money is, and how much of it was sent."""
        return self.row.payment_state, self.row.fulfilment_state


def sell(*wanted: tuple[Product, int], gateway: str = "manual", **amounts: int) -> Sold:
    """Sell by a gateway that needs no network, at the products' prices.

    `amounts` are columns of the order, say shipping_minor=500: the total and the payment follow them.
    """
    details = selling.details_of(selling.filled_cart(*wanted))
    begun = begin_checkout(details, gateway=gateway, settle_after_s=600)
    assert begun.request is not None
    result = record_answer(begun.attempt_id, gateway_named("manual").authorise(begun.request, timeout_s=1))
    assert result.order_id is not None
    if amounts:
        _reprice(result.order_id, amounts)
    return sold_order(result.order_id)


def sold_order(order_id: int) -> Sold:
    """Look at an order that was sold elsewhere."""
    return Sold(order_id, dict(OrderLine.objects.filter(order_id=order_id).values_list("title", "pk")))


@service
def _reprice(order_id: int, amounts: Mapping[str, int]) -> None:
    Order.objects.filter(pk=order_id).update(**amounts)
    order = Order.objects.get(pk=order_id)
    added = 0 if order.tax_included else order.tax_minor
    total = order.subtotal_minor - order.discount_minor + order.shipping_minor + added
    Order.objects.filter(pk=order_id).update(total_minor=total)
    PaymentAttempt.objects.filter(pk=order.attempt_id).update(amount_minor=total)
    restate(order_id)


def work(shop: Shop) -> None:
    """Do what the workers would, until nothing is left of it."""
    while any(selling.waiting(name) for name in (CAPTURE, MOVE_MONEY, FINISH_REFUND)):
        selling.work_off(shop, CAPTURE, MOVE_MONEY, FINISH_REFUND)


def by_staff[R](act: Callable[[], R]) -> R:
    """Let staff do it."""
    with acting_as(selling.STAFF):
        return act()


def everything(since: Mapping[str, int] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return every row that a service of an order could have touched; `since`: only those that are newer."""
    rows = {model.__name__: model.objects.order_by("pk") for model in WATCHED}
    return {name: list(each.filter(pk__gt=(since or {}).get(name, 0)).values()) for name, each in rows.items()}


def newest() -> dict[str, int]:
    """Return the newest row of each table, for `everything`."""
    return {model.__name__: model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in WATCHED}


def refused(error: type[Exception], act: Callable[[], Any]) -> Any:
    """Let staff try it, see it refused and nothing changed; return the error."""
    before = everything()
    with pytest.raises(error) as caught:
        by_staff(act)
    assert everything() == before
    return caught.value


def same_again[R](act: Callable[[], R]) -> R:
    """Let staff send a form twice: the second send gives the first result and changes nothing."""
    first = by_staff(act)
    before = everything()
    assert by_staff(act) == first
    assert everything() == before
    return first


def derived(order: Sold) -> tuple[str, str]:
    """Return the states that follow from what happened, to be compared with what is stored."""
    from shop.orders.rules.states import fulfilment_state
    from shop.orders.selectors.facts import facts_now

    facts = facts_now(order.row)
    return facts.payment_state, fulfilment_state(facts.lines)


def may(order: Sold) -> set[str]:
    """Return what the order's page would offer."""
    return {str(action) for action in orders.after_sale_of(order.id).may}
