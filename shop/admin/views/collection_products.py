"""The products of a collection: put in, taken out, moved up and down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pods.routing.routes import RouteClass, route
from shop.admin.forms.fields import is_id
from shop.admin.views.collections import find_collection, show_collection
from shop.catalog import api as catalog
from shop.catalog.errors import ProductUnknown
from shop.staff.api import Permission, signed_in


@route(RouteClass.ADMIN)
@require_POST
@signed_in(Permission.PRODUCTS_EDIT)
def change(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Do what a product's button asks: `add`, `remove`, or `behind` another one (0 is the beginning)."""
    collection = find_collection(collection_id)
    product = request.POST.get("product", "")
    behind = request.POST.get("behind", "")
    product_id = int(product) if is_id(product) else 0
    try:
        if "add" in request.POST:
            catalog.add_to_collection(collection_id, [product_id])
        elif "remove" in request.POST:
            catalog.remove_from_collection(collection_id, [product_id])
        elif is_id(behind):
            catalog.place_in_collection(collection_id, product_id, after_id=int(behind) or None)
    except ProductUnknown:
        refused = _("This product is no longer there. Look at the list once more.")
        return show_collection(request, collection, refused=refused, status=422)
    page = redirect("shop_admin:collection", collection_id=collection_id)
    query = request.GET.urlencode()
    return redirect(f"{page.url}?{query}#products" if query else f"{page.url}#products")
