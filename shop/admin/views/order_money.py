"""An order's payment as staff decide on it: take, let go, note as paid, hold back, release; and cancelling."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.orders import AmountForm, CancelForm, new_key
from shop.admin.views.orders import order_of, order_page
from shop.orders import api as orders
from shop.orders.errors import KeyReused, NotPossible
from shop.orders.types import OrderAction
from shop.staff.api import Permission, signed_in


def _capture(order_id: int, amount_minor: int | None, key: str) -> None:
    orders.capture_payment(order_id, amount_minor=amount_minor, key=key)


def _mark_as_paid(order_id: int, amount_minor: int | None, key: str) -> None:
    orders.mark_as_paid(order_id, amount_minor=amount_minor, key=key)


def _void(order_id: int, _amount_minor: int | None, key: str) -> None:
    orders.void_payment(order_id, key=key)


def _hold(order_id: int, _amount_minor: int | None, _key: str) -> None:
    orders.hold_order(order_id)


def _release(order_id: int, _amount_minor: int | None, _key: str) -> None:
    orders.release_order(order_id)


ACTS: dict[str, Callable[[int, int | None, str], None]] = {
    OrderAction.CAPTURE: _capture,
    OrderAction.MARK_AS_PAID: _mark_as_paid,
    OrderAction.VOID: _void,
    OrderAction.HOLD: _hold,
    OrderAction.RELEASE: _release,
}


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_VIEW)
def act(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """Do one thing with the payment. Each needs a permission of its own, which its service asks for."""
    if action not in ACTS:
        raise Http404
    order = order_of(number)
    form = AmountForm(request.POST, currency=order.total.currency)
    if not form.is_valid():
        return order_page(
            request, order, refusal=" ".join(map(str, form.errors.get("amount", []))), money_form=form, status=422
        )
    try:
        ACTS[action](order.id, form.cleaned_data["amount"], form.cleaned_data["key"])
    except (NotPossible, KeyReused) as error:
        return order_page(request, order, refusal=str(error), status=409)
    return redirect("shop_admin:order", number=number)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_CAPTURE)
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """Let the gateway be asked once more for what a worker gave up. Asked twice it happens once."""
    orders.ask_again(order_of(number).id)
    return redirect("shop_admin:order", number=number)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.ORDERS_CANCEL)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether an order is to be cancelled, and cancel it."""
    order = order_of(number)
    after = orders.after_sale_of(order.id)
    form = CancelForm(request.POST) if request.method == "POST" else CancelForm(initial={"key": new_key()})
    if form.is_valid():
        try:
            orders.cancel_order(order.id, reason=form.cleaned_data["reason"], key=form.cleaned_data["key"])
        except (NotPossible, KeyReused) as error:
            return order_page(request, order, refusal=str(error), status=409)
        return redirect("shop_admin:order", number=number)
    if not form.is_bound and OrderAction.CANCEL not in after.may:
        return redirect("shop_admin:order", number=number)
    context = {"section": "orders", "order": order, "after": after, "form": form}
    return render(request, "shop_admin/orders/cancel.html", context, status=422 if form.is_bound else 200)
