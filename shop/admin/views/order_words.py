"""What staff write on an order: a note, tags, and where it goes."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.customers import AddressForm
from shop.admin.forms.orders import NoteForm, TagsForm
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.orders import order_of, order_page
from shop.orders import api as orders
from shop.orders.errors import DetailsWrong, KeyReused, NotPossible
from shop.orders.types import Order
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_EDIT)
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Write a note. A form that comes twice writes it once."""
    order = order_of(number)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            orders.add_note(order.id, form.cleaned_data["text"], key=form.cleaned_data["key"])
        except (DetailsWrong, KeyReused) as error:
            form.add_error("text", str(error))
        else:
            return redirect("shop_admin:order", number=number)
    return order_page(request, order, note_form=form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.ORDERS_EDIT)
def tags(request: HttpRequest, number: int) -> HttpResponse:
    """Give the order these tags and no others."""
    order = order_of(number)
    form = TagsForm(request.POST)
    if form.is_valid():
        try:
            orders.set_tags(order.id, form.words())
        except DetailsWrong as error:
            form.add_error("tags", str(error))
        else:
            return redirect("shop_admin:order", number=number)
    return order_page(request, order, tags_form=form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.ORDERS_EDIT)
def address(request: HttpRequest, number: int) -> HttpResponse:
    """Change where an order goes; a save over somebody else's is refused and both versions are shown."""
    order = order_of(number)
    if request.method != "POST":
        return _asked(request, order, AddressForm(initial=_values(order)))
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            orders.edit_address(order.id, form.address(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, order_of(number), form)
        except DetailsWrong as error:
            for name, sentence in error.fields.items():
                field = name.rpartition(".")[2]
                form.add_error(field if field in form.fields else None, sentence)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("shop_admin:order", number=number)
    return _asked(request, order, form, status=422)


def _asked(request: HttpRequest, order: Order, form: AddressForm, *, status: int = 200) -> HttpResponse:
    context = {"section": "orders", "order": order, "form": form}
    return render(request, "shop_admin/orders/address.html", context, status=status)


def _values(order: Order) -> dict[str, object]:
    return {**asdict(order.shipping), "version": order.version}


def _conflict(request: HttpRequest, saved: Order, form: AddressForm) -> HttpResponse:
    found = Conflict(
        section="orders",
        title=f"#{saved.number}",
        sentence=gettext("Somebody saved this order while you were writing."),
        now=_values(saved),
    )
    return show_conflict(request, form, found)
