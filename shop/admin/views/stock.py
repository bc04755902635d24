"""The stock: what there is of each variant, how it is changed or counted, and the ledger of all that happened to it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.admin.forms.fields import MOST_ID
from shop.admin.forms.stock import AdjustForm, ByHand, CountForm, ExpectForm, MoveForm, ReceiveForm, written
from shop.admin.views.editors import is_saved, new_key
from shop.admin.views.lists import Listing, number_in, pager_of, show_list, tabs_of, text_in
from shop.catalog import api as catalog
from shop.catalog.types import ForSale
from shop.inventory import api as inventory
from shop.inventory.errors import InventoryError, StockChanged
from shop.inventory.types import Count, Level, Location, StockFilter, StockRow, StockWanted
from shop.staff.api import Permission, signed_in

PAGE, ENTRIES = 50, 30
TABS = (
    ("", _("All")),
    (StockFilter.SHORT, _("Nothing left")),
    (StockFilter.INCOMING, _("On its way")),
    (StockFilter.UNCOUNTED, _("Not counted")),
)

ACTS: dict[str, tuple[type[ByHand], Any, Any]] = {
    "adjust": (AdjustForm, _("Adjust stock"), _("Adjust stock")),
    "receive": (ReceiveForm, _("Receive goods"), _("Put on the shelf")),
    "expect": (ExpectForm, _("Expect goods"), _("Note what is expected")),
    "move": (MoveForm, _("Move to another location"), _("Move goods")),
}
"""Each change by hand: its form, its title and its button."""


class Listed(NamedTuple):
    """A variant in the list."""

    variant: ForSale
    stock: StockRow


class Act(NamedTuple):
    """One way to change the stock by hand: where its form goes, its words, and the form."""

    address: str
    title: str
    verb: str
    form: ByHand
    is_open: bool


class Shelf(NamedTuple):
    """What is at one location, and the form with which it is counted; none where the location is out of use."""

    level: Level
    form: CountForm | None


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """List what is counted, the newest first; only what is short, or expected, or at one location; or what is not."""
    asked = request.GET.get("show", "")
    show = StockFilter(asked) if asked in set(StockFilter) else StockFilter.ALL
    places = inventory.locations()
    at = next((each.id for each in places if each.id == number_in(request, "at")), None)
    wanted = StockWanted(show, at, text_in(request, "q"))
    before, after = number_in(request, "before"), number_in(request, "after")
    page = inventory.stock_page(wanted, before=before, after=after, size=PAGE)
    variants = catalog.variants_for_sale([row.variant_id for row in page.rows])
    shown = "" if show is StockFilter.ALL else str(show)
    listing = Listing(
        section="stock",
        rows=[Listed(variants[row.variant_id], row) for row in page.rows if row.variant_id in variants],
        pager=pager_of(request, before=page.before, after=page.after),
        is_filtered=bool(wanted.search or shown or at),
        tabs=tuple(tabs_of(request, "show", [(value, label, None) for value, label in TABS], shown)),
        kept=(("show", shown),),
    )
    return show_list(request, listing, {"page": page, "show": show, "places": places, "at": at})


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def detail(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Show what there is of a variant at each location, and its ledger."""
    return stock_page_of(request, variant_of(variant_id))


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.STOCK_ADJUST)
def count(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Write what somebody counted at a location, unless the stock changed while they did."""
    variant = variant_of(variant_id)
    form = CountForm(request.POST)
    if not form.is_valid():
        return stock_page_of(request, variant, refused=gettext("Write how many you counted, like 12."), status=422)
    given = form.cleaned_data
    try:
        inventory.count_stock(
            variant_id,
            Count(expected=given["expected"], on_hand=given["on_hand"]),
            location_id=given["location_id"],
            key=given["key"],
        )
    except StockChanged as error:
        return stock_page_of(request, variant, refused=str(error), status=409)
    except InventoryError as error:
        return stock_page_of(request, variant, refused=str(error), status=422)
    return done(variant_id)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def track(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Say whether a variant is counted, and whether it may be sold when none is left."""
    variant = variant_of(variant_id)
    inventory.set_tracking(
        variant.variant_id,
        is_tracked="is_tracked" in request.POST,
        may_oversell="may_oversell" in request.POST,
    )
    return done(variant_id)


def stock_page_of(
    request: HttpRequest, variant: ForSale, *, sent: ByHand | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    """Answer the page of one variant's stock; `sent` is a form of it that was not written, and keeps what was typed."""
    places = in_use(inventory.locations())
    levels = inventory.levels_of([variant.variant_id])[variant.variant_id]
    active = {each.id for each in places}
    entries = inventory.entries_of(variant.variant_id, before=number_in(request, "before"), size=ENTRIES)
    context = {
        "section": "stock",
        "variant": variant,
        "shelves": [Shelf(each, _count_form(each) if each.location_id in active else None) for each in levels],
        "acts": _acts(variant.variant_id, places, levels, sent),
        "form": sent,
        "places": places,
        "entries": [(each, inventory.entry_sentence(each)) for each in entries.entries],
        "older": entries.older,
        "is_later": "before" in request.GET,
        "refused": refused,
        "is_saved": is_saved(request),
    }
    return render(request, "shop_admin/stock/detail.html", context, status=status)


def _acts(variant_id: int, places: list[Location], levels: Sequence[Level], sent: ByHand | None) -> list[Act]:
    """Return what can be done by hand, each with its form: the one that was sent, or a new one."""
    acts: list[Act] = []
    for name, (made, title, verb) in ACTS.items():
        if made is MoveForm and len(places) < 2:
            continue
        is_sent = type(sent) is made
        fresh = made(places=places, initial={"key": new_key(), "seen": written(levels)}, auto_id=f"id_{name}_%s")
        address = reverse(f"shop_admin:{name}_stock", args=[variant_id])
        acts.append(Act(address, title, verb, sent if sent is not None and is_sent else fresh, is_open=is_sent))
    return acts


def _count_form(level: Level) -> CountForm:
    given = {"key": new_key(), "location_id": level.location_id, "expected": level.on_hand, "on_hand": level.on_hand}
    return CountForm(initial=given, auto_id=f"id_{level.location_id}_%s")


def in_use(places: list[Location]) -> list[Location]:
    """Return those that take and give goods."""
    return [each for each in places if each.is_active]


def done(variant_id: int) -> HttpResponse:
    """Go back to the page, which says that it is saved."""
    return redirect(f"{redirect('shop_admin:stock_of', variant_id=variant_id).url}?saved")


def variant_of(variant_id: int) -> ForSale:
    """Return a variant of this shop, or answer that there is none."""
    found = catalog.variants_for_sale([variant_id]) if variant_id <= MOST_ID else {}
    if variant_id not in found:
        raise Http404
    return found[variant_id]
