"""The sign-in and sign-out pages, for every shop's host and the platform's. The template is the admin's."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pods.routing.routes import RouteClass, route
from shop.staff.errors import CredentialsWrong, TooManySignIns
from shop.staff.forms import SignInForm
from shop.staff.guards import HOME, SIGN_IN_PATH
from shop.staff.selectors import is_platform
from shop.staff.sign_in import sign_in, sign_out

PLATFORM_HOME = "/"
TEMPLATE = "shop_admin/sign_in.html"


@route(RouteClass.ADMIN)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password, and go on to where the member wanted to be."""
    if request.method != "POST":
        back_to = request.GET.get("next", "")
        if request.member:  # type: ignore[attr-defined]
            return HttpResponseRedirect(_safe(request, back_to))
        return render(request, TEMPLATE, {"form": SignInForm(initial={"next": back_to})})
    form = SignInForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    return _try(request, form)


@route(RouteClass.ADMIN)
@never_cache
@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End the session and show the sign-in page."""
    sign_out(request)
    return HttpResponseRedirect(SIGN_IN_PATH)


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        sign_in(request, given["email"], given["password"])
    except CredentialsWrong:
        form.add_error(None, _("E-mail and password do not belong together."))
        return render(request, TEMPLATE, {"form": form})
    except TooManySignIns as refusal:
        form.add_error(None, _("Too many tries. Wait a while, then try again."))
        answer = render(request, TEMPLATE, {"form": form}, status=429)
        answer["Retry-After"] = str(refusal.retry_after_s)
        return answer
    return HttpResponseRedirect(_safe(request, given["next"]))


def _safe(request: HttpRequest, back_to: str) -> str:
    """Return the address to go on to: one on this very host, else the first page of who signed in."""
    is_ours = url_has_allowed_host_and_scheme(
        back_to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if back_to and is_ours:
        return back_to
    return PLATFORM_HOME if is_platform() else HOME
