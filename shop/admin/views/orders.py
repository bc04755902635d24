"""Orders: the list, and one order with its risk, which a worker of the shop's pod finds out."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.admin.forms.orders import AmountForm, NoteForm, TagsForm, new_key
from shop.admin.views.lists import Listing, link_with, number_in, pager_by_number, show_list, tabs_of, text_in
from shop.fraud import api as fraud
from shop.fraud.types import Risk, RiskLevel
from shop.orders import api as orders
from shop.orders.errors import NotPossible, OrderUnknown
from shop.orders.types import FulfilmentState, Order, OrderFilter, OrdersPage, OrderSummary, PaymentState
from shop.payments.types import DisputeState
from shop.staff.api import Permission, signed_in

PAGE = 50

STOP_POLLING = 286
"""htmx' own status: take this answer and do not ask again."""

NOT_ASSESSED = Risk(RiskLevel.PENDING)

TO_SEND = frozenset({FulfilmentState.UNFULFILLED, FulfilmentState.PARTLY_FULFILLED})
TO_PAY = frozenset({PaymentState.UNPAID, PaymentState.PARTLY_PAID, PaymentState.FAILED})
TABS: dict[str, tuple[Any, OrderFilter]] = {
    "all": (_("All"), OrderFilter()),
    "to_send": (_("To send"), OrderFilter(fulfilment=TO_SEND, is_cancelled=False)),
    "to_pay": (_("To be paid"), OrderFilter(payment=TO_PAY, is_cancelled=False)),
    "on_hold": (_("On hold"), OrderFilter(payment=frozenset({PaymentState.ON_HOLD}), is_cancelled=False)),
    "refused_refunds": (_("Refund refused"), OrderFilter(has_refused_refund=True)),
    "disputed": (_("Disputed"), OrderFilter(is_disputed=True)),
}
"""Each tab of the list: its name and what it shows. Counts of the same names come from `order_counts`."""


class Row(NamedTuple):
    """An order in the list, with its risk."""

    order: OrderSummary
    risk: Risk


def rows_of(shown: OrdersPage) -> list[Row]:
    """Return the page's orders, each with its risk. One query."""
    risks = fraud.risks_of([order.id for order in shown.orders])
    return [Row(order, risks.get(order.id, NOT_ASSESSED)) for order in shown.orders]


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.ORDERS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """List the orders, newest first, a page at a time; or those of a tab, or the ones that are searched for."""
    tab = request.GET.get("show", "all")
    _name, chosen = TABS.get(tab, TABS["all"])
    search, tag = text_in(request, "q"), text_in(request, "tag")
    wanted = replace(chosen, search=search, tag=tag)
    shown = orders.orders_page(
        wanted, before=number_in(request, "before"), after=number_in(request, "after"), size=PAGE
    )
    rows, counts = rows_of(shown), orders.order_counts()
    views = [("" if key == "all" else key, name, getattr(counts, key)) for key, (name, _wanted) in TABS.items()]
    now = tab if tab in TABS and tab != "all" else ""
    listing = Listing(
        section="orders",
        rows=rows,
        pager=pager_by_number(request, shown),
        is_filtered=bool(search or tag or now),
        tabs=tuple(tabs_of(request, "show", views, now)),
        kept=(("show", now), ("tag", tag)),
        total=shown.total,
    )
    context = {"page": shown, "rows": rows, "tag": tag, "untagged": link_with(request, tag=None)}
    return show_list(request, listing, context)


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.ORDERS_VIEW)
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one order with all that is known of it."""
    return order_page(request, order_of(number))


def order_page(
    request: HttpRequest, order: Order, *, refusal: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    """Answer the page of one order; `refusal` says what could not be done."""
    after, paid = orders.after_sale_of(order.id), orders.payments_of(order.id)
    context = {
        "section": "orders",
        "refusal": refusal,
        "after": after,
        "items": [(line, after.lines[line.id]) for line in order.lines],
        "taken_back": [each for each in paid.disputes if each.state is DisputeState.LOST],
        "is_awaited": after.money.is_moving and not paid.is_given_up,
        "paid": paid,
        "note_form": NoteForm(initial={"key": new_key()}),
        "tags_form": TagsForm(initial={"tags": ", ".join(after.tags)}),
        "money_form": AmountForm(initial={"key": new_key()}, currency=order.total.currency),
    }
    return render(request, "shop_admin/orders/detail.html", context | forms | _known_of(order), status=status)


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.ORDERS_VIEW)
def risk(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the panel of an order that is being checked; with the result it says to stop asking."""
    order = order_of(number)
    known = _known_of(order)
    known_risk: Risk = known["risk"]  # type: ignore[assignment]
    status = 200 if known_risk.is_pending else STOP_POLLING
    if not known_risk.is_pending:
        known["paid"] = orders.payments_of(order.id)  # the badges are shown anew
    return render(request, "shop_admin/orders/_risk_found.html", known, status=status)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_CAPTURE)
def capture(request: HttpRequest, number: int) -> HttpResponse:
    """Take a payment that was held back; a worker asks the gateway. Asked twice it is taken once."""
    order = order_of(number)
    with suppress(NotPossible):  # decided meanwhile: the page says how
        orders.capture_payment(order.id)
    return redirect("shop_admin:order", number=number)


def order_of(number: int) -> Order:
    """Return an order, or answer 404."""
    try:
        return orders.order_by_number(number)
    except OrderUnknown as error:
        raise Http404 from error


def _known_of(order: Order) -> dict[str, object]:
    return {
        "order": order,
        "risk": fraud.risk_of(order.id),
        "timeline": orders.timeline_of(order.id),
        "countries_differ": order.billing.country != order.shipping.country,
        "names_differ": order.billing.name.casefold() != order.shipping.name.casefold(),
    }
