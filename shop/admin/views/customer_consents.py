"""What a customer said about being written to, as staff were told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.customers import ConsentForm
from shop.admin.views.customers import customer_of, customer_page
from shop.customers import api as customers
from shop.customers.errors import ConsentNeedsPhone, FieldsWrong
from shop.customers.types import ConsentChannel, ConsentState
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.CUSTOMERS_EDIT)
def note(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Note what the customer said. Sent twice it is written once."""
    customer = customer_of(customer_id)
    form = ConsentForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        act = customers.give_consent if said["state"] == ConsentState.GIVEN else customers.withdraw_consent
        try:
            act(customer_id, ConsentChannel(said["channel"]), wording=said["wording"])
        except ConsentNeedsPhone as error:
            form.add_error("channel", str(error))
        except FieldsWrong as error:
            form.add_error("wording", error.fields["wording"])
        else:
            return redirect("shop_admin:customer", customer_id=customer_id)
    return customer_page(request, customer, consent_form=form, status=422)
