"""The decorator of views that only members may see."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from pods.routing.actor import acting_as
from shop.staff.sign_in import actor_of
from shop.staff.types import NOBODY, Member, Permission

SIGN_IN_PATH = "/admin/sign-in"
HOME = "/admin/"

View = Callable[..., HttpResponseBase]


def signed_in(permission: str | None = None) -> Callable[[View], View]:
    """Let only signed-in members see a view, and only with a permission code if one is named.

    The view runs as that member: services find the actor. Nobody signed in: on to the sign-in page and back. A
    permission lacking: 403. The answer is never cached. Use it as `@signed_in()`, under `@route(…)`.
    """
    if callable(permission):
        raise TypeError("Write @signed_in() with its parentheses.")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            member: Member = getattr(request, "member", NOBODY)
            if not member:
                return _to_sign_in(request)
            if permission is not None and not member.may(permission):
                raise PermissionDenied(_refusal(permission))
            with acting_as(actor_of(member)):
                response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        return guarded

    return guard


def _refusal(permission: str) -> str:
    known = permission in set(Permission)
    what = Permission(permission).label if known else permission
    return _("You may not %(what)s.") % {"what": what}


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a browser to the sign-in page and back; a fragment's request takes its whole page there."""
    url = f"{SIGN_IN_PATH}?{urlencode({'next': _page_of(request)})}"
    if _is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _page_of(request: HttpRequest) -> str:
    """Return the page to come back to: the one that asked. A form that was sent cannot be repeated."""
    if _is_fragment(request):
        try:
            page = urlsplit(request.headers.get("HX-Current-URL", ""))
        except ValueError:  # whoever asks writes this header
            return HOME
        return f"{page.path or HOME}?{page.query}" if page.query else page.path or HOME
    return request.get_full_path() if request.method == "GET" else HOME
