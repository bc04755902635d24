"""Settings: the zones that the shop ships to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.shipping import ZoneForm, values_of_zone
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import show_in_fields, version_in
from shop.catalog import api as catalog
from shop.pricing import api as pricing
from shop.pricing.errors import FieldsWrong, NameTaken, ZoneUnknown
from shop.pricing.types import StoredZone
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.SETTINGS_EDIT)
def shipping(request: HttpRequest) -> HttpResponse:
    """Show the zones in their order, each with its methods."""
    context = {
        "section": "settings",
        "part": "shipping",
        "zones": pricing.shipping_zones(),
        "currency": catalog.shop_settings().currency,
    }
    return render(request, "shop_admin/settings/shipping.html", context)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Add a zone."""
    if request.method != "POST":
        return _editor(request, None, ZoneForm(initial={"version": 0}))
    form = ZoneForm(request.POST)
    if form.is_valid():
        try:
            pricing.add_zone(form.zone_fields())
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:shipping")
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def edit(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Change what a zone covers; a save over somebody else's is refused and both versions are shown."""
    zone = find_zone(zone_id)
    if request.method != "POST":
        return _editor(request, zone, ZoneForm(initial=values_of_zone(zone)))
    form = ZoneForm(request.POST)
    if form.is_valid():
        try:
            pricing.edit_zone(zone_id, form.zone_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, find_zone(zone_id), form)
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:shipping")
    return _editor(request, zone, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.SETTINGS_EDIT)
def remove(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Remove a zone with its methods."""
    zone = find_zone(zone_id)
    try:
        pricing.remove_zone(zone_id, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return _editor(request, zone, ZoneForm(initial=values_of_zone(zone)), refused=refused, status=409)
    return redirect("shop_admin:shipping")


def find_zone(zone_id: int) -> StoredZone:
    """Return a zone of this shop, or answer that there is none."""
    try:
        return pricing.zone_by_id(zone_id)
    except ZoneUnknown as error:
        raise Http404 from error


def _editor(
    request: HttpRequest, zone: StoredZone | None, form: ZoneForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"section": "settings", "part": "shipping", "zone": zone, "form": form, "refused": refused}
    return render(request, "shop_admin/settings/zone.html", context, status=status)


def _show(form: ZoneForm, error: FieldsWrong | NameTaken) -> None:
    taken = {"name": _("Another zone has this name already.")}
    fields = error.fields if isinstance(error, FieldsWrong) else taken
    show_in_fields(form, fields, called={"places": "parts"})


def _conflict(request: HttpRequest, saved: StoredZone, form: ZoneForm) -> HttpResponse:
    now = values_of_zone(saved)
    before, typed = now.pop("countries"), form["countries"].value() or []
    more = ((_("Countries"), ", ".join(sorted(typed)), ", ".join(sorted(before))),)
    sentence = _("Somebody saved this zone while you were writing.")
    return show_conflict(request, form, Conflict("settings", saved.fields.name, sentence, now, more))
