"""Sending an order: all of it or a part, and taking back that something was sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.orders import FulfilForm, new_key
from shop.admin.views.orders import order_of, order_page
from shop.inventory import api as inventory
from shop.inventory.errors import LocationError
from shop.orders import api as orders
from shop.orders.errors import DetailsWrong, FulfilmentUnknown, NotPossible
from shop.orders.types import OrderAction
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.ORDERS_FULFIL)
def fulfil(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what goes out, and send it. A form that comes twice sends once."""
    order = order_of(number)
    after = orders.after_sale_of(order.id)
    if request.method != "POST" and OrderAction.FULFIL not in after.may:
        return redirect("shop_admin:order", number=number)
    sent = request.POST if request.method == "POST" else None
    form = FulfilForm(sent, initial={"key": new_key()}, order=order, after=after, locations=inventory.locations())
    if form.is_valid():
        try:
            orders.fulfil_order(order.id, form.parcel())
        except DetailsWrong as error:
            for name, sentence in error.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
        except (NotPossible, LocationError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("shop_admin:order", number=number)
    context = {"section": "orders", "order": order, "form": form}
    return render(request, "shop_admin/orders/fulfil.html", context, status=422 if form.is_bound else 200)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_FULFIL)
def cancel(request: HttpRequest, number: int, fulfilment_id: int) -> HttpResponse:
    """Take back that something was sent. Asked twice it happens once."""
    order = order_of(number)
    if fulfilment_id not in {each.id for each in orders.after_sale_of(order.id).fulfilments}:
        return order_page(request, order, refusal=str(FulfilmentUnknown()), status=404)
    try:
        orders.cancel_fulfilment(fulfilment_id)
    except NotPossible as error:
        return order_page(request, order, refusal=str(error), status=409)
    return redirect("shop_admin:order", number=number)
