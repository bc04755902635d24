"""Giving money back: first the sum is worked out, then the button says it, then it goes back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.orders import RefundForm, new_key
from shop.admin.views.orders import order_of, order_page
from shop.inventory import api as inventory
from shop.inventory.errors import LocationError
from shop.orders import api as orders
from shop.orders.errors import NotPossible, RefundChanged, RefundUnknown
from shop.orders.types import Order, OrderAction, RefundSums
from shop.staff.api import Permission, signed_in

REFUND = "refund"
"""The button that gives the money back; the other one works out the sum."""


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.ORDERS_REFUND)
def refund(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what is given back, work out the sum, and give it back. A form that comes twice refunds once."""
    order = order_of(number)
    after = orders.after_sale_of(order.id)
    if request.method != "POST" and OrderAction.REFUND not in after.may:
        return redirect("shop_admin:order", number=number)
    sent = request.POST if request.method == "POST" else None
    form = RefundForm(sent, initial={"key": new_key()}, order=order, after=after, locations=inventory.locations())
    if not form.is_valid():
        return _asked(request, order, form, status=422 if form.is_bound else 200)
    return (
        _given_back(request, order, form) if request.POST.get("step") == REFUND else _worked_out(request, order, form)
    )


def _given_back(request: HttpRequest, order: Order, form: RefundForm) -> HttpResponse:
    try:
        orders.refund_order(order.id, form.wish(is_confirmed=True))
    except RefundChanged as error:
        form.add_error(None, str(error))
        return _worked_out(request, order, form, status=409)
    except (NotPossible, LocationError) as error:
        form.add_error(None, str(error))
        return _asked(request, order, form, status=409)
    return redirect("shop_admin:order", number=order.number)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_REFUND)
def again(request: HttpRequest, number: int, refund_id: int) -> HttpResponse:
    """Ask once more for a refund that the gateway refused."""
    order = order_of(number)
    if refund_id not in {each.id for each in orders.after_sale_of(order.id).refunds}:
        return order_page(request, order, refusal=str(RefundUnknown()), status=404)
    try:
        orders.try_refund_again(refund_id)
    except NotPossible as error:
        return order_page(request, order, refusal=str(error), status=409)
    return redirect("shop_admin:order", number=number)


def _worked_out(request: HttpRequest, order: Order, form: RefundForm, *, status: int = 200) -> HttpResponse:
    try:
        sums = orders.refund_preview(order.id, form.wish(is_confirmed=False))
    except NotPossible as error:
        form.add_error(None, str(error))
        return _asked(request, order, form, status=422)
    return _asked(request, order, form, sums=sums, status=status)


def _asked(
    request: HttpRequest, order: Order, form: RefundForm, *, sums: RefundSums | None = None, status: int = 200
) -> HttpResponse:
    context = {"section": "orders", "order": order, "form": form, "sums": sums}
    return render(request, "shop_admin/orders/refund.html", context, status=status)
