"""Customers: the list, one customer, and the editor."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.customers import ConsentForm, CustomerForm, values_of_customer
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.lists import Listing, number_in, pager_by_number, show_list, text_in, wants_part
from shop.customers import api as customers
from shop.customers.errors import CustomerUnknown, EmailTaken, FieldsWrong
from shop.customers.types import Customer
from shop.orders import api as orders
from shop.orders.types import OrderFilter
from shop.staff.api import Member, Permission, signed_in

PAGE = 50
ORDERS = 10


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.CUSTOMERS_VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """List the customers, newest first, a page at a time; or the ones that are searched for."""
    search, tag = text_in(request, "q"), text_in(request, "tag")
    shown = customers.customers_page(
        search=search, tag=tag, before=number_in(request, "before"), after=number_in(request, "after"), size=PAGE
    )
    listing = Listing(
        section="customers",
        rows=shown.customers,
        pager=pager_by_number(request, shown),
        is_filtered=bool(search or tag),
        total=shown.total,
    )
    tags = [] if wants_part(request) else customers.tags_in_use()
    return show_list(request, listing, {"page": shown, "tag": tag, "tags": tags})


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.CUSTOMERS_VIEW)
def detail(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Show one customer with all that is known."""
    return customer_page(request, customer_of(customer_id))


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.CUSTOMERS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Add a customer."""
    if request.method != "POST":
        return _editor(request, None, CustomerForm(initial={"version": 0}))
    form = CustomerForm(request.POST)
    if form.is_valid():
        try:
            return redirect("shop_admin:customer", customer_id=customers.add_customer(form.customer_fields()))
        except (FieldsWrong, EmailTaken) as error:
            show_in_fields(form, error)
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.CUSTOMERS_EDIT)
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Change a customer; a save over somebody else's is refused and both versions are shown."""
    customer = customer_of(customer_id)
    if request.method != "POST":
        return _editor(request, customer, CustomerForm(initial=values_of_customer(customer)))
    form = CustomerForm(request.POST)
    if form.is_valid():
        try:
            customers.edit_customer(customer_id, form.customer_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, customer_of(customer_id), form)
        except (FieldsWrong, EmailTaken) as error:
            show_in_fields(form, error)
        else:
            return redirect("shop_admin:customer", customer_id=customer_id)
    return _editor(request, customer, form, status=422)


def customer_page(
    request: HttpRequest, customer: Customer, *, consent_form: ConsentForm | None = None, status: int = 200
) -> HttpResponse:
    """Answer the page of one customer."""
    context: dict[str, object] = {
        "section": "customers",
        "customer": customer,
        "ways": [(customer.accepts_email, gettext("Emails")), (customer.accepts_sms, gettext("Text messages"))],
        "history": customers.consent_history(customer.id),
        "consent_form": consent_form or ConsentForm(),
    }
    member: Member = request.member  # type: ignore[attr-defined]
    if member.may(Permission.ORDERS_VIEW):
        context |= _bought(request, customer.id)
    return render(request, "shop_admin/customers/detail.html", context, status=status)


def customer_of(customer_id: int) -> Customer:
    """Return a customer, or answer 404."""
    try:
        return customers.customer_by_id(customer_id)
    except CustomerUnknown as error:
        raise Http404 from error


def show_in_fields(form: CustomerForm, error: FieldsWrong | EmailTaken) -> None:
    """Put each sentence of a refusal at its field."""
    wrong = error.fields if isinstance(error, FieldsWrong) else {"email": str(error)}
    for name, sentence in wrong.items():
        form.add_error(name, sentence)


def _bought(request: HttpRequest, customer_id: int) -> dict[str, object]:
    """Return a page of the customer's orders, and what they come to."""
    shown = orders.orders_page(
        OrderFilter(customer_id=customer_id),
        before=number_in(request, "before"),
        after=number_in(request, "after"),
        size=ORDERS,
    )
    pager = pager_by_number(request, shown)
    return {"page": shown, "orders_pager": pager, "sales": orders.sales_of_customer(customer_id)}


def _editor(request: HttpRequest, customer: Customer | None, form: CustomerForm, *, status: int = 200) -> HttpResponse:
    taken = form.is_bound and form.data.get("email") and "email" in form.errors
    context = {
        "section": "customers",
        "customer": customer,
        "form": form,
        "back": reverse("shop_admin:customer", args=[customer.id]) if customer else reverse("shop_admin:customers"),
        "other_id": customers.find_customer(str(form.data["email"])) if taken else None,
    }
    return render(request, "shop_admin/customers/editor.html", context, status=status)


def _conflict(request: HttpRequest, saved: Customer, form: CustomerForm) -> HttpResponse:
    found = Conflict(
        section="customers",
        title=saved.title,
        sentence=gettext("Somebody saved this customer while you were writing."),
        now=values_of_customer(saved),
    )
    return show_conflict(request, form, found)
