"""The pages for requests that cannot be answered: in the merchant's look on their shop, plain everywhere else.

None of them asks a database: an error page must not fail for the reason of the error.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from shop.storefront.rendering import error_page

ADMIN = "/admin/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _plain(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 and say what is missing."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _plain(request, "403.html", 403, reason=reason)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without our token (CSRF_FAILURE_VIEW)."""
    return _plain(request, "csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    is_admin = request.path.startswith(ADMIN)
    if is_admin or request.tenant.is_public:  # type: ignore[attr-defined]
        return _plain(request, "404.html", 404, is_admin=is_admin)
    sentence = _("The address may be mistyped, or the shop no longer sells what stood here.")
    return error_page(request, title=_("There is nothing here"), sentence=sentence, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _plain(request, "500.html", 500)


def _plain(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    reference = getattr(request, "request_id", "")
    return HttpResponse(loader.render_to_string(template, {"reference": reference, **context}), status=status)
