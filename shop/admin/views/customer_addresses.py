"""The addresses of a customer: added, edited, made the default, removed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.customers import AddressForm, values_of_address
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.customers import customer_of
from shop.catalog import api as catalog
from shop.customers import api as customers
from shop.customers.errors import AddressKnown, AddressUnknown, FieldsWrong, TooManyAddresses
from shop.customers.types import Customer, SavedAddress
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.CUSTOMERS_EDIT)
def add(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Add an address."""
    customer = customer_of(customer_id)
    if request.method != "POST":
        first = {"version": 0, "name": customer.name, "country": catalog.shop_settings().country}
        return _editor(request, customer, None, AddressForm(initial=first))
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            customers.add_address(customer_id, form.address())
        except (FieldsWrong, AddressKnown, TooManyAddresses) as error:
            _show_in_fields(form, error)
        else:
            return _back(customer_id)
    return _editor(request, customer, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.CUSTOMERS_EDIT)
def edit(request: HttpRequest, address_id: int) -> HttpResponse:
    """Change an address; a save over somebody else's is refused and both versions are shown."""
    saved = _address_of(address_id)
    customer = customer_of(saved.customer_id)
    if request.method != "POST":
        return _editor(request, customer, saved, AddressForm(initial=values_of_address(saved)))
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            customers.edit_address(address_id, form.address(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, _address_of(address_id), form)
        except (FieldsWrong, AddressKnown) as error:
            _show_in_fields(form, error)
        else:
            return _back(customer.id)
    return _editor(request, customer, saved, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.CUSTOMERS_EDIT)
def choose_default(request: HttpRequest, address_id: int) -> HttpResponse:
    """Make an address the customer's default."""
    saved = _address_of(address_id)
    customers.choose_default_address(address_id)
    return _back(saved.customer_id)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.CUSTOMERS_EDIT)
def remove(request: HttpRequest, address_id: int) -> HttpResponse:
    """Remove an address; orders keep their copies."""
    saved = _address_of(address_id)
    customers.remove_address(address_id)
    return _back(saved.customer_id)


def _address_of(address_id: int) -> SavedAddress:
    try:
        return customers.address_by_id(address_id)
    except AddressUnknown as error:
        raise Http404 from error


def _back(customer_id: int) -> HttpResponse:
    return redirect("shop_admin:customer", customer_id=customer_id)


def _show_in_fields(form: AddressForm, error: FieldsWrong | AddressKnown | TooManyAddresses) -> None:
    if isinstance(error, FieldsWrong):
        for name, sentence in error.fields.items():
            form.add_error(name, sentence)
    else:
        form.add_error(None, str(error))


def _editor(
    request: HttpRequest, customer: Customer, saved: SavedAddress | None, form: AddressForm, *, status: int = 200
) -> HttpResponse:
    context = {"section": "customers", "customer": customer, "saved": saved, "form": form}
    return render(request, "shop_admin/customers/address.html", context, status=status)


def _conflict(request: HttpRequest, saved: SavedAddress, form: AddressForm) -> HttpResponse:
    found = Conflict(
        section="customers",
        title=saved.address.name,
        sentence=gettext("Somebody saved this address while you were writing."),
        now=values_of_address(saved),
    )
    return show_conflict(request, form, found)
