"""The stock: what there is of each variant, how it is changed or counted, and the ledger of all that happened to it."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.admin.forms.fields import MOST_ID
from shop.admin.forms.stock import AdjustForm, CountForm
from shop.admin.views.editors import is_saved, new_key, show_in_fields
from shop.admin.views.lists import number_in
from shop.catalog import api as catalog
from shop.catalog.types import ForSale
from shop.inventory import api as inventory
from shop.inventory.errors import FieldsWrong, InventoryError, StockChanged
from shop.inventory.types import Count, Level, Location, StockFilter, StockRow
from shop.staff.api import Permission, signed_in

PAGE, ENTRIES = 50, 30


class Listed(NamedTuple):
    """A variant in the list."""

    variant: ForSale
    stock: StockRow


class Shelf(NamedTuple):
    """What is at one location, and the form with which it is counted; none where the location is out of use."""

    level: Level
    form: CountForm | None


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """List what is counted, the newest first; or only what is short, or expected, or at one location."""
    asked = request.GET.get("show", "")
    show = StockFilter(asked) if asked in set(StockFilter) else StockFilter.ALL
    places = inventory.locations()
    at = next((each.id for each in places if each.id == number_in(request, "at")), None)
    page = inventory.stock_page(show=show, location_id=at, after=number_in(request, "after"), size=PAGE)
    variants = catalog.variants_for_sale([row.variant_id for row in page.rows])
    context = {
        "section": "stock",
        "rows": [Listed(variants[row.variant_id], row) for row in page.rows if row.variant_id in variants],
        "after": page.after,
        "show": show,
        "places": places,
        "at": at,
        "is_later": "after" in request.GET,
    }
    return render(request, "shop_admin/stock/index.html", context)


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def detail(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Show what there is of a variant at each location, and its ledger."""
    return _page(request, _variant(variant_id))


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def adjust(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Add to what is on hand at a location, or take from it."""
    variant = _variant(variant_id)
    form = AdjustForm(request.POST, places=_in_use(inventory.locations()))
    if form.is_valid():
        try:
            inventory.adjust_stock(variant_id, **form.cleaned_data)
        except FieldsWrong as error:
            show_in_fields(form, error.fields)
        except InventoryError as error:
            form.add_error(None, str(error))
        else:
            return _done(variant_id)
    return _page(request, variant, adjusting=form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def count(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Write what somebody counted at a location, unless the stock changed while they did."""
    variant = _variant(variant_id)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _page(request, variant, refused=_("Write how many you counted, like 12."), status=422)
    given = form.cleaned_data
    try:
        inventory.count_stock(
            variant_id,
            Count(expected=given["expected"], on_hand=given["on_hand"]),
            location_id=given["location_id"],
            key=given["key"],
        )
    except StockChanged as error:
        return _page(request, variant, refused=str(error), status=409)
    except InventoryError as error:
        return _page(request, variant, refused=str(error), status=422)
    return _done(variant_id)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def track(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Say whether a variant is counted, and whether it may be sold when none is left."""
    variant = _variant(variant_id)
    inventory.set_tracking(
        variant.variant_id,
        is_tracked="is_tracked" in request.POST,
        may_oversell="may_oversell" in request.POST,
    )
    return _done(variant_id)


def _page(
    request: HttpRequest,
    variant: ForSale,
    *,
    adjusting: AdjustForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    places = inventory.locations()
    in_use = _in_use(places)
    levels = inventory.levels_of([variant.variant_id])[variant.variant_id]
    active = {each.id for each in in_use}
    entries = inventory.entries_of(variant.variant_id, before=number_in(request, "before"), size=ENTRIES)
    context = {
        "section": "stock",
        "variant": variant,
        "shelves": [Shelf(each, _count_form(each) if each.location_id in active else None) for each in levels],
        "form": adjusting or AdjustForm(places=in_use, initial={"key": new_key()}),
        "places": in_use,
        "entries": [(each, inventory.kind_sentence(each.kind)) for each in entries.entries],
        "older": entries.older,
        "is_later": "before" in request.GET,
        "refused": refused,
        "is_saved": is_saved(request),
    }
    return render(request, "shop_admin/stock/detail.html", context, status=status)


def _count_form(level: Level) -> CountForm:
    given = {"key": new_key(), "location_id": level.location_id, "expected": level.on_hand, "on_hand": level.on_hand}
    return CountForm(initial=given, auto_id=f"id_{level.location_id}_%s")


def _in_use(places: list[Location]) -> list[Location]:
    return [each for each in places if each.is_active]


def _done(variant_id: int) -> HttpResponse:
    return redirect(f"{redirect('shop_admin:stock_of', variant_id=variant_id).url}?saved")


def _variant(variant_id: int) -> ForSale:
    """Return a variant of this shop, or answer that there is none."""
    found = catalog.variants_for_sale([variant_id]) if variant_id <= MOST_ID else {}
    if variant_id not in found:
        raise Http404
    return found[variant_id]
