"""Settings: the shipping methods of a zone, each with its prices."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.shipping import MethodForm, Tiers, tiers_of, values_of_method, written_measure
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import show_in_fields, version_in
from shop.admin.views.settings_shipping import find_zone
from shop.catalog import api as catalog
from shop.money import Money
from shop.pricing import api as pricing
from shop.pricing.errors import FieldsWrong, MethodUnknown, NameTaken
from shop.pricing.types import MethodFields, RateBy, StoredMethod, StoredZone
from shop.staff.api import Permission, signed_in


class Editor(NamedTuple):
    """The two halves of the editor."""

    form: MethodForm
    tiers: Tiers


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def create(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Add a method to a zone."""
    zone, currency = find_zone(zone_id), catalog.shop_settings().currency
    if request.method != "POST":
        blank = Editor(MethodForm(initial={"version": 0}, currency=currency), tiers_of(currency))
        return _page(request, zone, blank)
    editor = _sent(request, currency)
    fields = _fields_of(editor)
    if fields is not None:
        try:
            pricing.add_method(zone_id, fields)
        except (FieldsWrong, NameTaken) as error:
            _show(editor.form, error)
        else:
            return redirect("shop_admin:shipping")
    return _page(request, zone, editor, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def edit(request: HttpRequest, method_id: int) -> HttpResponse:
    """Change a method; a save over somebody else's is refused and both versions are shown."""
    method = _method(method_id)
    if request.method != "POST":
        return _saved_one(request, method)
    currency = catalog.shop_settings().currency
    editor = _sent(request, currency)
    fields = _fields_of(editor)
    if fields is not None:
        try:
            pricing.edit_method(method_id, fields, version=editor.form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, _method(method_id), editor.form, fields)
        except (FieldsWrong, NameTaken) as error:
            _show(editor.form, error)
        else:
            return redirect("shop_admin:shipping")
    return _page(request, method, editor, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.SETTINGS_EDIT)
def remove(request: HttpRequest, method_id: int) -> HttpResponse:
    """Remove a method."""
    method = _method(method_id)
    try:
        pricing.remove_method(method_id, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return _saved_one(request, method, refused=refused, status=409)
    return redirect("shop_admin:shipping")


def _saved_one(request: HttpRequest, method: StoredMethod, *, refused: str = "", status: int = 200) -> HttpResponse:
    currency = catalog.shop_settings().currency
    form = MethodForm(initial=values_of_method(method, currency), currency=currency)
    editor = Editor(form, tiers_of(currency, method=method))
    return _page(request, method, editor, refused=refused, status=status)


def _sent(request: HttpRequest, currency: str) -> Editor:
    return Editor(MethodForm(request.POST, currency=currency), tiers_of(currency, data=request.POST))


def _page(
    request: HttpRequest, of: StoredZone | StoredMethod, editor: Editor, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "section": "settings",
        "part": "shipping",
        "zone": of if isinstance(of, StoredZone) else None,
        "method": of if isinstance(of, StoredMethod) else None,
        "form": editor.form,
        "tiers": editor.tiers,
        "refused": refused,
    }
    return render(request, "shop_admin/settings/method.html", context, status=status)


def _fields_of(editor: Editor) -> MethodFields | None:
    """Return the whole method as it was sent, None where the forms found something wrong."""
    form, tiers = editor
    is_sound = form.is_valid() and tiers.is_valid()
    by = str(form["by"].value() or "")
    rows = [row for row in tiers.forms if row.is_valid() and row.has_changed()]
    for row in rows:
        row.read(by)
    if not is_sound or any(row.errors for row in rows):
        return None
    return form.method_fields(row.tier(RateBy(by)) for row in rows)


def _method(method_id: int) -> StoredMethod:
    try:
        return pricing.method_by_id(method_id)
    except MethodUnknown as error:
        raise Http404 from error


def _show(form: MethodForm, error: FieldsWrong | NameTaken) -> None:
    taken = {"name": _("This zone has a method of this name already.")}
    fields = error.fields if isinstance(error, FieldsWrong) else taken
    show_in_fields(form, fields, called={"up_to_measure": "up_to", "free_from_minor": "free_from", "tiers": "by"})


def _conflict(request: HttpRequest, saved: StoredMethod, form: MethodForm, typed: MethodFields) -> HttpResponse:
    more = ((_("Prices"), _told(typed, form.currency), _told(saved.fields, form.currency)),)
    sentence = _("Somebody saved this method while you were writing.")
    now = values_of_method(saved, form.currency)
    return show_conflict(request, form, Conflict("settings", saved.fields.name, sentence, now, more))


def _told(fields: MethodFields, currency: str) -> str:
    """Write the prices, a line for each."""
    return "\n".join(
        f"{written_measure(each.from_measure, fields.by, currency)}: {Money(each.price_minor, currency)}"
        for each in fields.tiers
    )
