"""Products: the list, the editor with its grid of variants, and what happens when two save at once."""

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.grid_rows import typed_rows, with_combinations, with_empty_row
from shop.admin.forms.products import (
    OPTIONS,
    VALUES,
    Grid,
    ProductForm,
    VariantForm,
    grid_of,
    kept_rows,
    rows_of,
    values_of,
)
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import in_order, is_saved, show_in_fields, version_in
from shop.admin.views.lists import Listing, link_with, pager_of, show_list, tabs_of, text_in
from shop.catalog import api as catalog
from shop.catalog.errors import FieldsWrong, HandleTaken, ProductSold, ProductUnknown, VariantUnknown
from shop.catalog.types import Product, ProductFields, ProductFilter, ProductSort, ProductState
from shop.staff.api import Permission, signed_in

PAGE = 50
TABS = (
    ("", gettext_lazy("All")),
    ("active", gettext_lazy("Active")),
    ("draft", gettext_lazy("Drafts")),
    ("archived", gettext_lazy("Archived")),
)
SORTS: dict[str, Any] = {
    ProductSort.TITLE: gettext_lazy("By title"),
    ProductSort.NEWEST: gettext_lazy("Newest first"),
    ProductSort.PRICE_UP: gettext_lazy("Cheapest first"),
    ProductSort.PRICE_DOWN: gettext_lazy("Dearest first"),
}
"""In which order the list may be read; the first is how it comes."""
FILLED, ROW = "fill", "row"
"""What a button of the editor asks for instead of saving."""


class Editor(NamedTuple):
    """The two halves of the editor."""

    form: ProductForm
    grid: Grid


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """List the products by title: of one state, with a tag, or with all words that are searched for."""
    asked, order = request.GET.get("state", ""), request.GET.get("sort", "")
    state = ProductState(asked) if asked in set(ProductState) else None
    sort = ProductSort(order) if order in SORTS else ProductSort.TITLE
    wanted = ProductFilter(search=text_in(request, "q"), state=state, tag=text_in(request, "tag"))
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = catalog.products_page(wanted, sort=sort, before=before, after=after, size=PAGE)
    counts = catalog.product_counts()
    views = [(value, label, getattr(counts, value or "all")) for value, label in TABS]
    listing = Listing(
        section="products",
        rows=page.products,
        pager=pager_of(request, before=page.before, after=page.after),
        is_filtered=bool(wanted.search or state or wanted.tag),
        tabs=tuple(tabs_of(request, "state", views, state or "")),
        kept=(("state", state or ""), ("tag", wanted.tag)),
    )
    context = {"page": page, "sort": sort, "sorts": list(SORTS.items()), "tag": wanted.tag}
    return show_list(request, listing, context | {"untagged": link_with(request, tag=None)})


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Make a product."""
    currency = catalog.shop_settings().currency
    if request.method != "POST":
        blank = Editor(ProductForm(initial={"version": 0, "state": ProductState.DRAFT}), grid_of(currency))
        return _page(request, None, blank)
    if "do" in request.POST:
        return _page(request, None, _with_rows(request, currency))
    editor = _sent(request, currency)
    fields = _fields_of(editor, None)
    if fields is not None:
        try:
            return redirect("shop_admin:product", product_id=catalog.create_product(fields))
        except FieldsWrong as error:
            _show(editor, error)
        except HandleTaken as error:
            editor.form.add_error("title", str(error))
    return _page(request, None, editor, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def edit(request: HttpRequest, product_id: int) -> HttpResponse:
    """Change a product; a save over somebody else's is refused and both versions are shown."""
    product = find_product(product_id)
    currency = product.price.currency
    if request.method != "POST":
        return show_product(request, product)
    if "do" in request.POST:
        return _page(request, product, _with_rows(request, currency))
    editor = _sent(request, currency)
    fields = _fields_of(editor, product)
    if fields is not None:
        try:
            catalog.edit_product(product_id, fields, version=editor.form.cleaned_data["version"])
        except (StaleVersion, VariantUnknown):
            return _conflict(request, find_product(product_id), editor)
        except FieldsWrong as error:
            _show(editor, error)
        else:
            return redirect(f"{request.path}?saved")
    return _page(request, product, editor, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def delete(request: HttpRequest, product_id: int) -> HttpResponse:
    """Delete a product that was never sold."""
    product = find_product(product_id)
    try:
        catalog.delete_product(product_id, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return show_product(request, product, refused=refused, status=409)
    except ProductSold as error:
        return show_product(request, product, refused=str(error), status=422)
    return redirect("shop_admin:products")


def find_product(product_id: int) -> Product:
    """Return a product of this shop, or answer that there is none."""
    try:
        return catalog.product_by_id(product_id)
    except ProductUnknown as error:
        raise Http404 from error


def show_product(request: HttpRequest, product: Product, *, refused: str = "", status: int = 200) -> HttpResponse:
    """Show the editor with a product as it is saved; `refused` says why something else was not done."""
    editor = Editor(ProductForm(initial=values_of(product)), grid_of(product.price.currency, rows=rows_of(product)))
    return _page(request, product, editor, refused=refused, status=status)


def _page(
    request: HttpRequest, product: Product | None, editor: Editor, *, refused: str = "", status: int = 200
) -> HttpResponse:
    form, grid = editor
    named = form.named_options
    context = {
        "section": "products",
        "product": product,
        "form": form,
        "grid": grid,
        "rows": [_row(each, named, product) for each in grid.forms],
        "options": [{"name": form[name], "values": form[f"values{name[-1]}"]} for name in OPTIONS],
        "heads": [form[name].value() for name in named],
        "collections": catalog.collections_of_product(product.id) if product is not None else (),
        "pictures": in_order("picture", product.pictures) if product is not None else (),
        "refused": refused,
        "is_saved": is_saved(request),
    }
    return render(request, "shop_admin/products/editor.html", context, status=status)


def _row(form: VariantForm, named: list[str], product: Product | None) -> dict[str, Any]:
    """Return what the grid shows of one row."""
    typed = str(form["id"].value() or "")
    variant = product.find_variant(int(typed)) if product is not None and typed.isdecimal() else None
    errors = [error for name in form.fields for error in form[name].errors] if form.is_bound else []
    return {"form": form, "options": [form[name] for name in named], "variant": variant, "errors": errors}


def _sent(request: HttpRequest, currency: str) -> Editor:
    return Editor(ProductForm(request.POST), grid_of(currency, data=request.POST))


def _with_rows(request: HttpRequest, currency: str) -> Editor:
    """Return what was typed, with the rows that a button asked for; nothing is checked or saved."""
    rows = typed_rows(request.POST)
    rows = with_combinations(rows, request.POST) if request.POST["do"] == FILLED else with_empty_row(rows)
    typed = {name: request.POST.get(name, "") for name in ProductForm.base_fields}
    return Editor(ProductForm(initial=typed), grid_of(currency, rows=rows))


def _fields_of(editor: Editor, product: Product | None) -> ProductFields | None:
    """Return the whole product as it was sent, None where the forms found something wrong."""
    form, grid = editor
    if not (form.is_valid() and grid.is_valid()):  # both say what is wrong
        grid.is_valid()
        return None
    named = form.named_options
    variants = [row.variant_fields(named, product) for row in kept_rows(grid)]
    return form.product_fields(variants, product)


def _show(editor: Editor, error: FieldsWrong) -> None:
    """Put the service's sentences where they belong: `variants-1-price` is the second row that stays."""
    form, grid = editor
    rows = kept_rows(grid)
    called = {"option_names": "option1"}
    for name, sentence in error.fields.items():
        place, _dash, field = name.removeprefix("variants-").partition("-")
        if name.startswith("variants-") and place.isdigit():
            show_in_fields(rows[int(place)], {field: sentence}, called={"options": (form.named_options or OPTIONS)[0]})
        else:
            show_in_fields(form, {name: sentence}, called=called)


def _conflict(request: HttpRequest, saved: Product, editor: Editor) -> HttpResponse:
    """Show both versions; whoever saves again does so over the other. A variant that is gone is made anew then."""
    then = grid_of(saved.price.currency, rows=rows_of(saved))
    present = {str(each.id) for each in saved.variants}
    gone = {f"{form.prefix}-id" for form in editor.grid.forms if str(form["id"].value() or "") not in present}
    now = {name: value for name, value in values_of(saved).items() if name not in VALUES}
    found = Conflict(
        section="products",
        title=saved.title,
        sentence=_("Somebody saved this product while you were writing."),
        now=dict.fromkeys(OPTIONS, "") | now,
        more=((_("Variants"), _told(editor.grid), _told(then)),),
        without=frozenset(gone),
    )
    return show_conflict(request, editor.form, found)


def _told(grid: Grid) -> str:
    """Write the grid, a line for each variant."""
    lines = []
    for form in grid.forms:
        options = " / ".join(str(form[name].value()) for name in OPTIONS if form[name].value())
        lines.append(" · ".join(each for each in (options, str(form["price"].value()), form["sku"].value()) if each))
    return "\n".join(lines)
