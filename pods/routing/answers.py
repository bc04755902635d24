"""The plain answers that routing gives itself: no shop is selected, and none of them needs a database."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """Render one of the error pages, or its facts as JSON for a client that asked for that."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"status": status, **{name: str(value) for name, value in context.items()}}, status=status)
    return HttpResponse(loader.render_to_string(template, context), status=status)


def bad_host(request: HttpRequest) -> HttpResponse:
    """Answer 400 to a host name that is none, or that a client tries to pass off."""
    return _page(request, "400.html", 400, reason=_("The address has a host name that we cannot read."))


def unknown_host(request: HttpRequest, host: str) -> HttpResponse:
    """Answer 404 as the platform: no shop has this host."""
    return _page(request, "unknown_host.html", 404, host=host)


def not_allowed(request: HttpRequest, permission: str) -> HttpResponse:
    """Answer 403 and name the permission that is missing."""
    return _page(request, "403.html", 403, permission=permission)


def unavailable(request: HttpRequest, reason: str, *, retry_after_s: int = 2) -> HttpResponse:
    """Answer 503 and say when to try again."""
    response = _page(request, "503.html", 503, reason=reason, retry_after_s=retry_after_s)
    response["Retry-After"] = str(retry_after_s)
    response["Cache-Control"] = "no-store"
    return response
