"""What the shop sells: the home page, a product, and its picture."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.catalog import api as catalog
from shop.catalog.errors import PictureUnknown, ProductUnknown
from shop.catalog.types import Product, Variant
from shop.storefront.product_json import product_json
from shop.storefront.rendering import page

NEWEST, OTHERS = 60, 4
PICTURE_KEPT_S = 60


@route(RouteClass.PAGE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show everything for sale, the newest large."""
    products = catalog.products_for_sale(size=NEWEST).products
    return page(request, "home.html", {"products": products, "newest": products[0] if products else None})


@route(RouteClass.PAGE)
@require_safe
def product(request: HttpRequest, handle: str) -> HttpResponse:
    """Show one product; `variant` chooses which of its variants stands first."""
    shown = _shown_product(handle)
    chosen = _chosen_variant(shown, request.GET.get("variant", ""))
    newest = catalog.products_for_sale(size=OTHERS + 1).products
    others = [other for other in newest if other.id != shown.id][:OTHERS]
    return page(request, "product.html", {"product": shown, "chosen": chosen, "others": others})


@route(RouteClass.API)
@require_safe
def as_json(request: HttpRequest, handle: str) -> HttpResponse:
    """Answer one product for a theme's scripts."""
    return JsonResponse(product_json(_shown_product(handle)))


@route(RouteClass.PAGE)
@require_safe
def picture(request: HttpRequest, handle: str) -> HttpResponse:
    """Answer with a product's picture. Pages name its version (?v=), so browsers may keep it for ever."""
    try:
        drawing = catalog.picture_of(handle)
    except ProductUnknown as error:
        raise Http404 from error
    kept = "max-age=31536000, immutable" if "v" in request.GET else f"max-age={PICTURE_KEPT_S}"
    return HttpResponse(drawing, content_type="image/svg+xml", headers={"Cache-Control": f"public, {kept}"})


@route(RouteClass.PAGE)
@require_safe
def picture_file(request: HttpRequest, key: str, width: int) -> HttpResponse:
    """Answer with an uploaded picture. Its address names its content, so browsers may keep it for ever."""
    try:
        found = catalog.picture_file(key, width)
    except PictureUnknown as error:
        raise Http404 from error
    kept = "max-age=31536000, immutable" if found.is_final else f"max-age={PICTURE_KEPT_S}"
    headers = {
        "Cache-Control": f"public, {kept}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(found.content, content_type=found.content_type, headers=headers)


def _shown_product(handle: str) -> Product:
    try:
        return catalog.product_by_handle(handle)
    except ProductUnknown as error:
        raise Http404 from error


def _chosen_variant(product: Product, variant_id: str) -> Variant:
    """Return the variant asked for in the address, or the one that is offered first."""
    if variant_id.isascii() and variant_id.isdigit() and len(variant_id) <= 16:
        return product.find_variant(int(variant_id)) or product.first
    return product.first
