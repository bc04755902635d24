"""Orders: the list, and one order with its risk, which a worker of the shop's pod finds out."""

from contextlib import suppress
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.fraud import api as fraud
from shop.fraud.types import Risk, RiskLevel
from shop.orders import api as orders
from shop.orders.errors import NothingToCapture, OrderUnknown
from shop.orders.types import Order, OrdersPage, OrderSummary
from shop.staff.api import Permission, signed_in

PAGE = 50

STOP_POLLING = 286
"""htmx' own status: take this answer and do not ask again."""

NOT_ASSESSED = Risk(RiskLevel.PENDING)


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
    """List the orders, newest first, a page at a time."""
    shown = orders.orders_page(before=_number(request, "before"), after=_number(request, "after"), size=PAGE)
    return render(request, "shop_admin/orders/index.html", {"section": "orders", "page": shown, "rows": rows_of(shown)})


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.ORDERS_VIEW)
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one order with all that is known of it."""
    order = _order(number)
    return render(request, "shop_admin/orders/detail.html", {"section": "orders"} | _known_of(order))


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.ORDERS_VIEW)
def risk(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the panel of an order that is being checked; with the result it says to stop asking."""
    known = _known_of(_order(number))
    known_risk: Risk = known["risk"]  # type: ignore[assignment]
    status = 200 if known_risk.is_pending else STOP_POLLING
    return render(request, "shop_admin/orders/_risk_found.html", known, status=status)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_CAPTURE)
def capture(request: HttpRequest, number: int) -> HttpResponse:
    """Take a payment that was held back; a worker asks the gateway. Asked twice it is taken once."""
    order = _order(number)
    with suppress(NothingToCapture):  # decided meanwhile: the page says how
        orders.capture_payment(order.id)
    return redirect("shop_admin:order", number=number)


def _order(number: int) -> Order:
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


def _number(request: HttpRequest, name: str) -> int | None:
    """Return the order number in the address; what is none counts as not given."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 15 else None
