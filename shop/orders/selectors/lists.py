"""Lists of orders: a page at a time, newest first, and how many wait for somebody."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from shop.money import Money
from shop.orders.folding import folded_tag
from shop.orders.models import Order as OrderRow
from shop.orders.models import Refund
from shop.orders.types import (
    CustomerSales,
    FulfilmentState,
    OrderCounts,
    OrderFilter,
    OrdersPage,
    OrderSummary,
    PaymentState,
    RefundState,
)
from shop.payments.types import DisputeState

TO_SEND = frozenset({FulfilmentState.UNFULFILLED, FulfilmentState.PARTLY_FULFILLED})
TO_PAY = frozenset({PaymentState.UNPAID, PaymentState.PARTLY_PAID, PaymentState.FAILED})
LARGEST_NUMBER = 2**31 - 1
EVERYTHING = OrderFilter()


def orders_page(
    shown: OrderFilter = EVERYTHING, *, before: int | None = None, after: int | None = None, size: int = 50
) -> OrdersPage:
    """Return a page of orders by number, newest first. Two queries: the rows and how many there are in all.

    `before`: orders with a smaller number than this; `after`: the ones that follow it. One more row than asked for
    tells whether the page has a neighbour. States, tag, customer, number and e-mail are found by an index; a part of
    a name looks at each of the shop's orders.
    """
    rows = _filtered(shown).annotate(is_disputed=Exists(_disputed().filter(pk=OuterRef("pk"))))
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[: size + 1])
        page = found[:size][::-1]
        newer, older = len(found) > size, True
    else:
        found = list((rows if before is None else rows.filter(number__lt=before)).order_by("-number")[: size + 1])
        page = found[:size]
        newer, older = before is not None, len(found) > size
    return OrdersPage(
        orders=tuple(_summary(row) for row in page),
        total=rows.count(),
        older=page[-1].number if page and older else None,
        newer=page[0].number if page and newer else None,
    )


def orders_of_customer(customer_id: int, *, before: int | None = None, size: int = 20) -> OrdersPage:
    """Return a page of one customer's orders, newest first. Two queries."""
    return orders_page(OrderFilter(customer_id=customer_id), before=before, size=size)


def sales_of_customer(customer_id: int) -> CustomerSales:
    """Return how often and for how much a customer has bought. One query."""
    rows = OrderRow.objects.filter(customer_id=customer_id, cancelled_at__isnull=True).values("currency")
    told = rows.annotate(
        orders=Count("pk"), spent=Sum(F("attempt__captured_minor") - F("attempt__refunded_minor"))
    ).order_by("currency")
    found = list(told)
    return CustomerSales(
        orders=sum(each["orders"] for each in found),
        spent=tuple(Money(int(each["spent"]), each["currency"]) for each in found),
    )


def order_counts() -> OrderCounts:
    """Return how many orders wait for what. Three queries: states, refused refunds, disputes."""
    rows = OrderRow.objects.annotate(is_open=Q(cancelled_at__isnull=True))
    by_state = rows.values_list("payment_state", "fulfilment_state", "is_open")
    sums: dict[str, int] = defaultdict(int)
    for payment, fulfilment, is_open, count in by_state.annotate(Count("pk")).order_by():
        sums["all"] += count
        if is_open:
            sums["to_send"] += count * (fulfilment in TO_SEND)
            sums["to_pay"] += count * (payment in TO_PAY)
            sums["on_hold"] += count * (payment == PaymentState.ON_HOLD)
    refused = Refund.objects.filter(state=RefundState.REFUSED).values("order_id").distinct().count()
    return OrderCounts(
        all=sums["all"],
        to_send=sums["to_send"],
        to_pay=sums["to_pay"],
        on_hold=sums["on_hold"],
        refused_refunds=refused,
        disputed=_disputed().values("pk").distinct().count(),
    )


def _filtered(shown: OrderFilter) -> QuerySet[OrderRow]:
    rows = OrderRow.objects.all()
    if shown.payment:
        rows = rows.filter(payment_state__in=sorted(shown.payment))
    if shown.fulfilment:
        rows = rows.filter(fulfilment_state__in=sorted(shown.fulfilment))
    if shown.tag.strip():
        rows = rows.filter(tags__folded=folded_tag(shown.tag))
    if shown.customer_id is not None:
        rows = rows.filter(customer_id=shown.customer_id)
    if shown.is_cancelled is not None:
        rows = rows.filter(cancelled_at__isnull=not shown.is_cancelled)
    if shown.is_disputed:
        rows = rows.filter(pk__in=_disputed().values("pk"))
    if shown.has_refused_refund:
        rows = rows.filter(pk__in=Refund.objects.filter(state=RefundState.REFUSED).values("order_id"))
    return rows.filter(_sought(shown.search.strip())) if shown.search.strip() else rows


def _disputed() -> QuerySet[OrderRow]:
    """Return the orders with an open dispute, one as often as it has any: a shop has few."""
    return OrderRow.objects.filter(attempt__disputes__state=DisputeState.OPENED)


def _sought(text: str) -> Q:
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit():
        return Q(number=int(number)) if int(number) <= LARGEST_NUMBER else Q(pk=None)
    if "@" in text:
        return Q(email__istartswith=text)
    return Q(customer_name__icontains=text) | Q(email__istartswith=text)


def _summary(row: Any) -> OrderSummary:
    return OrderSummary(
        id=row.pk,
        number=row.number,
        payment_state=PaymentState(row.payment_state),
        fulfilment_state=FulfilmentState(row.fulfilment_state),
        is_cancelled=row.cancelled_at is not None,
        placed_at=row.placed_at,
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        email=row.email,
        total=Money(row.total_minor, row.currency),
        quantity=row.quantity,
        is_disputed=row.is_disputed,
    )
