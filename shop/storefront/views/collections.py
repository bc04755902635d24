"""Browsing: all products, a collection, the list of collections, and the search. A page is a link, never a script."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.catalog import api as catalog
from shop.catalog.errors import CollectionUnknown
from shop.catalog.types import ProductSort
from shop.storefront.browsing import BrowseForm, SearchForm
from shop.storefront.rendering import page

ALL = "all"
"""The handle of the collection that nobody made: everything for sale."""


@route(RouteClass.PAGE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the collections."""
    shown = catalog.published_collections(after=request.GET.get("after", ""))
    return page(request, "collections.html", {"shown": shown})


@route(RouteClass.PAGE)
@require_safe
def collection(request: HttpRequest, handle: str) -> HttpResponse:
    """Show the products of a collection, or with the handle `all` everything."""
    try:
        chosen = None if handle == ALL else catalog.collection_by_handle(handle)
    except CollectionUnknown as error:
        raise Http404 from error
    form = BrowseForm(request.GET)
    sort = form.sort(default=ProductSort.MANUAL if chosen else ProductSort.NEWEST)
    shown = catalog.products_for_sale(
        collection_id=chosen.id if chosen else None, sort=sort, after=request.GET.get("after", "")
    )
    context = {"collection": chosen, "shown": shown, "sort": sort, "sorts": BrowseForm.choices(is_manual=bool(chosen))}
    return page(request, "collection.html", context)


@route(RouteClass.PAGE)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find products by every word of `q`."""
    form = SearchForm(request.GET)
    words = form.words()
    shown = catalog.search_products(words, after=request.GET.get("after", ""))
    return page(request, "search.html", {"words": words, "shown": shown})
