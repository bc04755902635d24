"""Collections: the list, and the editor. Their products are put in order next door."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pods.isolation.versions import StaleVersion
from pods.routing.routes import RouteClass, route
from shop.admin.forms.collections import CollectionForm, values_of_collection
from shop.admin.views.conflicts import Conflict, show_conflict
from shop.admin.views.editors import in_order, is_saved, show_in_fields, version_in
from shop.admin.views.lists import Listing, pager_of, show_list, text_in
from shop.catalog import api as catalog
from shop.catalog.errors import CollectionUnknown, FieldsWrong, HandleTaken
from shop.catalog.types import Collection, ProductFilter, ProductSort
from shop.staff.api import Permission, signed_in

PAGE, PRODUCTS_PAGE, FOUND = 50, 50, 10


@route(RouteClass.ADMIN)
@require_safe
@signed_in()
def index(request: HttpRequest) -> HttpResponse:
    """List the collections by title, or those with all words that are searched for."""
    search, before, after = text_in(request, "q"), request.GET.get("before", ""), request.GET.get("after", "")
    page = catalog.collections_page(search=search, before=before, after=after, size=PAGE)
    pager = pager_of(request, before=page.before, after=page.after)
    listing = Listing("collections", page.collections, pager, is_filtered=bool(search))
    return show_list(request, listing, {"page": page})


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def create(request: HttpRequest) -> HttpResponse:
    """Make a collection; products are put into it on its own page."""
    if request.method != "POST":
        return _editor(request, CollectionForm(initial={"version": 0}))
    form = CollectionForm(request.POST)
    if form.is_valid():
        try:
            made = catalog.create_collection(form.collection_fields())
            return redirect("shop_admin:collection", collection_id=made)
        except FieldsWrong as error:
            show_in_fields(form, error.fields)
        except HandleTaken as error:
            form.add_error("title", str(error))
    return _editor(request, form, status=422)


@route(RouteClass.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Permission.PRODUCTS_EDIT)
def edit(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Change a collection; a save over somebody else's is refused and both versions are shown."""
    collection = find_collection(collection_id)
    if request.method != "POST":
        return show_collection(request, collection)
    form = CollectionForm(request.POST)
    if form.is_valid():
        try:
            catalog.edit_collection(collection_id, form.collection_fields(), version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, find_collection(collection_id), form)
        except FieldsWrong as error:
            show_in_fields(form, error.fields)
        else:
            return redirect(f"{request.path}?saved")
    return show_collection(request, collection, form=form, status=422)


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def delete(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Delete a collection; its products stay."""
    collection = find_collection(collection_id)
    try:
        catalog.delete_collection(collection_id, version=version_in(request))
    except StaleVersion:
        refused = _("Somebody changed this meanwhile. Look at it once more.")
        return show_collection(request, collection, refused=refused, status=409)
    return redirect("shop_admin:collections")


def find_collection(collection_id: int) -> Collection:
    """Return a collection of this shop, or answer that there is none."""
    try:
        return catalog.collection_by_id(collection_id)
    except CollectionUnknown as error:
        raise Http404 from error


def show_collection(
    request: HttpRequest,
    collection: Collection,
    *,
    form: CollectionForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the editor, with the products in their order and those that a search finds to be put in."""
    inside = ProductFilter(collection_id=collection.id)
    before, after, search = request.GET.get("before", ""), request.GET.get("after", ""), text_in(request, "q")
    page = catalog.products_page(inside, sort=ProductSort.MANUAL, before=before, after=after, size=PRODUCTS_PAGE)
    context = {
        "collection": collection,
        "page": page,
        "rows": in_order("product", page.products, is_first=not page.before),
        "is_later": bool(before or after),
        "pager": pager_of(request, before=page.before, after=page.after),
        "search": search,
        "found": catalog.products_page(ProductFilter(search=search), size=FOUND).products if search else (),
        "present": {each.id for each in page.products},
        "refused": refused,
    }
    return _editor(request, form or CollectionForm(initial=values_of_collection(collection)), context, status=status)


def _editor(
    request: HttpRequest, form: CollectionForm, known: dict[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"section": "collections", "form": form, "is_saved": is_saved(request), **(known or {})}
    return render(request, "shop_admin/collections/editor.html", context, status=status)


def _conflict(request: HttpRequest, saved: Collection, form: CollectionForm) -> HttpResponse:
    found = Conflict(
        section="collections",
        title=saved.title,
        sentence=_("Somebody saved this collection while you were writing."),
        now=values_of_collection(saved),
    )
    return show_conflict(request, form, found)
