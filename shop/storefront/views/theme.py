"""The merchant's theme as a style sheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.storefront.themes import find_theme


@route(RouteClass.PAGE)
@require_safe
def theme(request: HttpRequest, hash_: str) -> HttpResponse:
    """Answer with the sheet whose text has this hash; it never changes."""
    found = find_theme(hash_)
    if found is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(found.css, content_type="text/css; charset=utf-8", headers=headers)
