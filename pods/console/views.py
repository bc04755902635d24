"""The platform's own host: its first page, and what operators see. Who may see it is decided where it is mounted."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pods.console import selectors
from pods.directory.models import PodState, ShopState
from pods.routing.routes import RouteClass, route

type View = Callable[..., HttpResponseBase]


def first_page(console: View) -> View:
    """Return the view of the platform's first page: the console for who is signed in, a few words for others."""

    @route(RouteClass.ADMIN)
    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "member", None):
            return console(request)
        return render(request, "platform/home.html", {"sign_in_url": "/admin/sign-in"})

    return view


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List pods and shops as the directory knows them. Mount it behind a sign-in, with its route class."""
    context = {
        "pods": selectors.pods_with_shops(),
        "page": selectors.shops_page(after=_after(request)),
        "open": PodState.OPEN,
        "shop_open": ShopState.OPEN,
        "scheme": "https" if settings.HTTPS else "http",
        "port": "" if settings.HTTPS else f":{settings.WEB_PORT}",
    }
    return render(request, "console/overview.html", context)


def _after(request: HttpRequest) -> int:
    """Return the id in the address that the page begins after; what is none counts as not given."""
    value = request.GET.get("after", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(2**53)) else 0
