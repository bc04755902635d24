"""Discount codes: the list, and the editor, where a search finds the products that a code is for."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.discounts import FIELD_OF, DiscountForm, begins_now, values_of_discount
from shop.admin.forms.fields import MOST_ID, is_id
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import is_saved, show_in_fields
from shop.admin.views.lists import Listing, number_in, pager_by_number, show_list, tabs_of, text_in
from shop.catalog import api as catalog
from shop.catalog.types import ProductFilter
from shop.pricing import api as pricing
from shop.pricing.errors import DiscountUnknown, DiscountWasUsed, FieldsWrong, NameTaken
from shop.pricing.types import DiscountState, StoredDiscount
from shop.staff.api import Permission, signed_in

PAGE, FOUND, COLLECTIONS = 50, 20, 250
TABS = (
    ("", gettext_lazy("All")),
    (DiscountState.ACTIVE, gettext_lazy("Active")),
    (DiscountState.SCHEDULED, gettext_lazy("Scheduled")),
    (DiscountState.ENDED, gettext_lazy("Ended")),
    (DiscountState.USED_UP, gettext_lazy("Used up")),
    (DiscountState.OFF, gettext_lazy("Off")),
)


@route(RouteClass.ADMIN)
@require_safe
@signed_in(Permission.DISCOUNTS_EDIT)
def index(request: HttpRequest) -> HttpResponse:
    """List the codes, newest first: of one state, or those that begin as somebody types."""
    asked, search = request.GET.get("state", ""), text_in(request, "q")
    state = DiscountState(asked) if asked in set(DiscountState) else None
    page = pricing.discounts_page(
        search=search, state=state, before=number_in(request, "before"), after=number_in(request, "after"), size=PAGE
    )
    listing = Listing(
        section="discounts",
        rows=page.discounts,
        pager=pager_by_number(request, page),
        is_filtered=bool(search or state),
        tabs=tuple(tabs_of(request, "state", [(value, label, None) for value, label in TABS], state or "")),
        kept=(("state", state or ""),),
        total=page.total,
    )
    return show_list(request, listing, {"page": page, "currency": catalog.shop_settings().currency})


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.DISCOUNTS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Make a code."""
    currency = catalog.shop_settings().currency
    if request.method != "POST":
        return _editor(request, None, DiscountForm(initial=begins_now(), currency=currency))
    if "find" in request.POST:
        return _editor(request, None, _as_typed(request, currency))
    form = DiscountForm(request.POST, currency=currency)
    if form.is_valid():
        try:
            made = pricing.create_discount(form.discount_fields())
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect("shop_admin:discount", discount_id=made)
    return _editor(request, None, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.DISCOUNTS_EDIT)
def edit(request: HttpRequest, discount_id: int) -> HttpResponse:
    """Change a code; a save over somebody else's is refused and both versions are shown."""
    discount = _discount(discount_id)
    if request.method != "POST":
        return _saved_one(request, discount)
    currency = catalog.shop_settings().currency
    if "find" in request.POST:
        return _editor(request, discount, _as_typed(request, currency))
    form = DiscountForm(request.POST, currency=currency)
    if form.is_valid():
        try:
            pricing.edit_discount(discount_id, form.discount_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, _discount(discount_id), form)
        except (FieldsWrong, NameTaken) as error:
            _show(form, error)
        else:
            return redirect(f"{request.path}?saved")
    return _editor(request, discount, form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.DISCOUNTS_EDIT)
def remove(request: HttpRequest, discount_id: int) -> HttpResponse:
    """Remove a code that nobody has used."""
    discount = _discount(discount_id)
    try:
        pricing.remove_discount(discount_id)
    except DiscountWasUsed as error:
        return _saved_one(request, discount, refused=str(error), status=422)
    return redirect("shop_admin:discounts")


def _saved_one(request: HttpRequest, discount: StoredDiscount, *, refused: str = "", status: int = 200) -> HttpResponse:
    form = DiscountForm(initial=values_of_discount(discount), currency=catalog.shop_settings().currency)
    return _editor(request, discount, form, refused=refused, status=status)


def _editor(
    request: HttpRequest,
    discount: StoredDiscount | None,
    form: DiscountForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    search = request.POST.get("search", "")[:100].strip() if "find" in request.POST else ""
    context = {
        "section": "discounts",
        "discount": discount,
        "form": form,
        "search": search,
        "products": _offered_products(form, search),
        "collections": catalog.collections_page(size=COLLECTIONS).collections,
        "chosen_collections": _ids(form["collections"].value()),
        "refused": refused,
        "is_saved": is_saved(request),
    }
    return render(request, "shop_admin/discounts/editor.html", context, status=status)


def _offered_products(form: DiscountForm, search: str) -> list[dict[str, Any]]:
    """Return the products to tick: those that are chosen, then those that the search found."""
    chosen = _ids(form["products"].value())
    titles = catalog.titles_of(chosen)
    rows = [{"id": each, "title": titles[each], "is_chosen": True} for each in sorted(titles, key=titles.__getitem__)]
    if search:
        found = catalog.products_page(ProductFilter(search=search), size=FOUND).products
        rows += [{"id": each.id, "title": each.title, "is_chosen": False} for each in found if each.id not in titles]
    return rows


def _ids(value: Any) -> set[int]:
    return {int(each) for each in map(str, value or []) if is_id(each) and int(each) <= MOST_ID}


def _as_typed(request: HttpRequest, currency: str) -> DiscountForm:
    """Return what was typed, not checked: somebody only looks for products."""
    many = ("products", "collections", "combines_with")
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in DiscountForm.base_fields}
    return DiscountForm(initial=typed | {name: request.POST.getlist(name) for name in many}, currency=currency)


def _show(form: DiscountForm, error: FieldsWrong | NameTaken) -> None:
    taken = {"code": _("Another code is written like this already.")}
    show_in_fields(form, error.fields if isinstance(error, FieldsWrong) else taken, called=FIELD_OF)


def _discount(discount_id: int) -> StoredDiscount:
    try:
        return pricing.discount_by_id(discount_id)
    except DiscountUnknown as error:
        raise Http404 from error


def _conflict(request: HttpRequest, saved: StoredDiscount, form: DiscountForm) -> HttpResponse:
    many = ("products", "collections", "combines_with")
    now = {name: value for name, value in values_of_discount(saved).items() if name not in many}
    found = Conflict(
        section="discounts",
        title=saved.fields.code,
        sentence=_("Somebody saved this discount while you were writing."),
        now=now,
    )
    return show_conflict(request, form, found)
