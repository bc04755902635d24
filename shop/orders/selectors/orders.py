"""Reads of orders."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from shop.addresses import Address
from shop.money import Money
from shop.orders.errors import CheckoutUnknown, OrderUnknown
from shop.orders.models import Order as OrderRow
from shop.orders.models import OrderLine as OrderLineRow
from shop.orders.selectors.results import checkout_of_buyer
from shop.orders.types import (
    Amounts,
    FulfilmentState,
    Order,
    OrderFacts,
    OrderLine,
    PaymentState,
)
from shop.payments.api import payment_of
from shop.payments.types import AvsAnswer, CvvAnswer


def order_by_number(number: int) -> Order:
    """Return an order by its number in this shop. Two queries: order with payment, lines. Raises OrderUnknown."""
    return _the_one(_complete().filter(number=number))


def order_by_id(order_id: int) -> Order:
    """Return an order by its id. Two queries. Raises OrderUnknown."""
    return _the_one(_complete().filter(pk=order_id))


def order_by_status_token(token: str) -> Order:
    """Return the order whose status page has this address, for whoever knows it. Two queries. Raises OrderUnknown."""
    return _the_one(_complete().filter(status_token=token) if token else OrderRow.objects.none())


def order_row(order_id: int) -> OrderRow:
    """Return an order's row with its attempt, not locked. One query. Raises OrderUnknown."""
    row = _complete().filter(pk=order_id).first()
    if row is None:
        raise OrderUnknown
    return row


def order_by_checkout(cart_token: str, idempotency_key: str) -> Order:
    """Return the buyer's own order, for the page that thanks. Three queries. Raises OrderUnknown."""
    try:
        checkout = checkout_of_buyer(cart_token, idempotency_key)
    except CheckoutUnknown:
        raise OrderUnknown from None
    return _the_one(_complete().filter(checkout_id=checkout.pk))


def all_orders(*, limit: int = 1000) -> Sequence[Order]:
    """Return the newest orders with lines and payment, for commands. Two queries."""
    rows = list(_complete().order_by("-number")[:limit])
    lines: dict[int, list[OrderLineRow]] = {row.pk: [] for row in rows}
    for line in _lines(list(lines)):
        lines[line.order_id].append(line)
    return [_order(row, lines[row.pk]) for row in rows]


def facts_of_order(order_id: int) -> OrderFacts:
    """Return what fraud may know of an order. One query. Raises OrderUnknown."""
    row = OrderRow.objects.select_related("attempt").filter(pk=order_id).first()
    if row is None:
        raise OrderUnknown
    return OrderFacts(
        order_id=row.pk,
        number=row.number,
        billing_country=row.billing["country"],
        shipping_country=row.shipping["country"],
        total=Money(row.total_minor, row.currency),
        avs=AvsAnswer(row.attempt.avs),
        cvv=CvvAnswer(row.attempt.cvv),
    )


def totals_before(order_id: int, *, currency: str, limit: int = 500) -> list[Money]:
    """Return the totals of the shop's orders before this one in this currency, newest first. One query."""
    rows = OrderRow.objects.filter(pk__lt=order_id, currency=currency).order_by("-pk")
    return [Money(minor, currency) for minor in rows.values_list("total_minor", flat=True)[:limit]]


def _complete() -> QuerySet[OrderRow]:
    return OrderRow.objects.select_related("attempt")


def _lines(order_ids: list[int]) -> QuerySet[OrderLineRow]:
    return OrderLineRow.objects.filter(order_id__in=order_ids).select_related("variant").order_by("pk")


def _the_one(rows: QuerySet[OrderRow]) -> Order:
    row = rows.first()
    if row is None:
        raise OrderUnknown
    return _order(row, _lines([row.pk]))


def _order(row: OrderRow, lines: Any) -> Order:
    return Order(
        id=row.pk,
        number=row.number,
        payment_state=PaymentState(row.payment_state),
        fulfilment_state=FulfilmentState(row.fulfilment_state),
        placed_at=row.placed_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        customer_id=row.customer_id,
        email=row.email,
        phone=row.phone,
        shipping=Address(**row.shipping),
        billing=Address(**row.billing),
        method_name=row.method_name,
        codes=tuple(row.codes),
        note_of_buyer=row.note_of_buyer,
        amounts=_amounts(row),
        lines=tuple(_line(line, row.currency) for line in lines),
        payment=payment_of(row.attempt),
        status_token=row.status_token,
        version=row.version,
    )


def _amounts(row: OrderRow) -> Amounts:
    return Amounts(
        subtotal=Money(row.subtotal_minor, row.currency),
        discount=Money(row.discount_minor, row.currency),
        shipping=Money(row.shipping_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        tax_included=row.tax_included,
    )


def _line(line: OrderLineRow, currency: str) -> OrderLine:
    return OrderLine(
        id=line.pk,
        product_id=line.variant.product_id,
        variant_id=line.variant_id,
        handle=line.handle,
        title=line.title,
        sku=line.sku,
        picture_key=line.picture_key,
        quantity=line.quantity,
        price=Money(line.price_minor, currency),
        variant_title=line.variant_title,
        discount=Money(line.discount_minor, currency),
        tax=Money(line.tax_minor, currency),
        requires_shipping=line.requires_shipping,
    )
