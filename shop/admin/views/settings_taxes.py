"""Settings: how the shop taxes, and its rates."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.taxes import TaxesForm, TaxRateForm, values_of_rate
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import is_saved, show_in_fields, version_in
from shop.pricing import api as pricing
from shop.pricing.errors import FieldsWrong, NameTaken
from shop.pricing.types import StoredTaxes, StoredTaxRate
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def taxes(request: HttpRequest) -> HttpResponse:
    """Show and change whether prices include tax, above the list of the rates."""
    now = pricing.tax_settings()
    if request.method != "POST":
        return _page(request, now)
    form = TaxesForm(request.POST)
    if not form.is_valid():
        return _page(request, now, form=form, status=422)
    try:
        pricing.change_tax_settings(**form.cleaned_data)
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return _page(request, pricing.tax_settings(), refused=refused, status=409)
    return redirect(f"{request.path}?saved")


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Add a tax."""
    if request.method != "POST":
        return _editor(request, None, TaxRateForm(initial={"version": 0}))
    form = TaxRateForm(request.POST)
    if form.is_valid():
        try:
            pricing.add_tax_rate(form.rate_fields())
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:taxes")
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def edit(request: HttpRequest, rate_id: int) -> HttpResponse:
    """Change a tax; a save over somebody else's is refused and both versions are shown."""
    rate = _rate(rate_id)
    if request.method != "POST":
        return _editor(request, rate, TaxRateForm(initial=values_of_rate(rate)))
    form = TaxRateForm(request.POST)
    if form.is_valid():
        try:
            pricing.edit_tax_rate(rate_id, form.rate_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, _rate(rate_id), form)
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:taxes")
    return _editor(request, rate, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.SETTINGS_EDIT)
def remove(request: HttpRequest, rate_id: int) -> HttpResponse:
    """Remove a tax. Orders keep what they were sold with."""
    rate = _rate(rate_id)
    try:
        pricing.remove_tax_rate(rate_id, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return _editor(request, rate, TaxRateForm(initial=values_of_rate(rate)), refused=refused, status=409)
    return redirect("shop_admin:taxes")


def _page(
    request: HttpRequest, now: StoredTaxes, *, form: TaxesForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    known = {
        "version": now.version,
        "prices_include_tax": now.prices_include_tax,
        "is_shipping_taxed": now.is_shipping_taxed,
    }
    context = {
        "section": "settings",
        "part": "taxes",
        "form": form or TaxesForm(initial=known),
        "rates": now.rates,
        "refused": refused,
        "is_saved": is_saved(request),
    }
    return render(request, "shop_admin/settings/taxes.html", context, status=status)


def _editor(
    request: HttpRequest, rate: StoredTaxRate | None, form: TaxRateForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"section": "settings", "part": "taxes", "rate": rate, "form": form, "refused": refused}
    return render(request, "shop_admin/settings/tax_rate.html", context, status=status)


def _rate(rate_id: int) -> StoredTaxRate:
    found = next((each for each in pricing.tax_settings().rates if each.id == rate_id), None)
    if found is None:
        raise Http404
    return found


def _show(form: TaxRateForm, error: FieldsWrong | NameTaken) -> None:
    taken = {"name": _("This place has a tax of this name already.")}
    fields = error.fields if isinstance(error, FieldsWrong) else taken
    show_in_fields(form, fields, called={"rate_ppm": "rate"})


def _conflict(request: HttpRequest, saved: StoredTaxRate, form: TaxRateForm) -> HttpResponse:
    sentence = _("Somebody saved this tax while you were writing.")
    return show_conflict(request, form, Conflict("settings", saved.fields.name, sentence, values_of_rate(saved)))
