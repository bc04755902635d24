"""Settings: the places where goods lie."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.locations import LocationForm, values_of_location
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import show_in_fields, version_in
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, LastLocation, LocationNotEmpty, LocationUnknown, NameTaken
from shop.inventory.types import Location
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.SETTINGS_EDIT)
def locations(request: HttpRequest) -> HttpResponse:
    """Show the locations in the order in which they give goods."""
    context = {"section": "settings", "part": "locations", "locations": inventory.locations()}
    return render(request, "shop_admin/settings/locations.html", context)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Add a location, behind the others."""
    if request.method != "POST":
        return _editor(request, None, LocationForm(initial={"version": 0, "position": 1}))
    form = LocationForm(request.POST)
    if form.is_valid():
        try:
            inventory.add_location(name=form.cleaned_data["name"], country=form.cleaned_data["country"])
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:locations")
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.SETTINGS_EDIT)
def edit(request: HttpRequest, location_id: int) -> HttpResponse:
    """Change a location; a save over somebody else's is refused and both versions are shown."""
    location = _location(location_id)
    if request.method != "POST":
        return _editor(request, location, LocationForm(initial=values_of_location(location)))
    form = LocationForm(request.POST)
    if form.is_valid():
        try:
            inventory.edit_location(location_id, **form.cleaned_data)
        except StaleVersion:
            return _conflict(request, _location(location_id), form)
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:locations")
    return _editor(request, location, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.SETTINGS_EDIT)
def use(request: HttpRequest, location_id: int) -> HttpResponse:
    """Take a location into use, or out of it when nothing lies there."""
    location = _location(location_id)
    form = LocationForm(initial=values_of_location(location))
    try:
        inventory.use_location(location_id, is_active=not location.is_active, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return _editor(request, location, form, refused=refused, status=409)
    except (LastLocation, LocationNotEmpty) as error:
        return _editor(request, location, form, refused=str(error), status=422)
    return redirect("shop_admin:locations")


def _editor(
    request: HttpRequest, location: Location | None, form: LocationForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {"section": "settings", "part": "locations", "location": location, "form": form, "refused": refused}
    return render(request, "shop_admin/settings/location.html", context, status=status)


def _location(location_id: int) -> Location:
    try:
        return inventory.location_by_id(location_id)
    except LocationUnknown as error:
        raise Http404 from error


def _show(form: LocationForm, error: FieldsWrong | NameTaken) -> None:
    show_in_fields(form, error.fields if isinstance(error, FieldsWrong) else {"name": str(error)})


def _conflict(request: HttpRequest, saved: Location, form: LocationForm) -> HttpResponse:
    sentence = _("Somebody saved this location while you were writing.")
    return show_conflict(request, form, Conflict("settings", saved.name, sentence, values_of_location(saved)))
