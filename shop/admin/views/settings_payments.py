"""Settings: which payments the shop takes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.payments import PaymentsForm, values_of_payments
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import is_saved, show_in_fields
from shop.payments import api as payments
from shop.payments.errors import FieldsWrong
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def edit(request: HttpRequest) -> HttpResponse:
    """Show and change whether manual payments are taken; a save over somebody else's is refused, both are shown."""
    if request.method != "POST":
        return _page(request, PaymentsForm(initial=values_of_payments(payments.payment_settings())))
    form = PaymentsForm(request.POST)
    if form.is_valid():
        try:
            payments.change_payment_settings(form.manual(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, form)
        except FieldsWrong as error:
            show_in_fields(form, error.fields)
        else:
            return redirect(f"{request.path}?saved")
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: PaymentsForm, *, status: int = 200) -> HttpResponse:
    context = {"section": "settings", "part": "payments", "form": form, "is_saved": is_saved(request)}
    return render(request, "shop_admin/settings/payments.html", context, status=status)


def _conflict(request: HttpRequest, form: PaymentsForm) -> HttpResponse:
    now = values_of_payments(payments.payment_settings())
    sentence = _("Somebody saved the payments while you were writing.")
    return show_conflict(request, form, Conflict("settings", _("Payments"), sentence, now))
