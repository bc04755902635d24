"""What changes beside the checkout's form while it is filled in: sums, ways to ship, codes. Nothing typed is lost.

A page with scripts sends the place and the way to ship alone, never what is typed of a card or of a person.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from pods.routing.routes import RouteClass, route
from shop.orders import api as orders
from shop.storefront import buyer
from shop.storefront.codes import use_code
from shop.storefront.forms.cart import CodeForm
from shop.storefront.forms.places import PlaceForm
from shop.storefront.rendering import part
from shop.storefront.views.checkout import open_checkout


@route(RouteClass.PAGE)
@never_cache
@require_POST
def totals(request: HttpRequest) -> HttpResponse:
    """Answer what the cart costs there, sent so. Changes nothing."""
    token = buyer.find_cart_token(request)
    if token is None or not request.htmx:  # type: ignore[attr-defined]
        return _go(request, "storefront:checkout")
    return _reckoned(request, token)


@route(RouteClass.PAGE)
@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Put a discount code into the cart, or take one out, and answer the totals; without scripts the page, anew."""
    token = buyer.find_cart_token(request)
    if token is None:
        return _go(request, "storefront:checkout")
    form = CodeForm(request.POST)
    told = {"code_refusal": use_code(token, form), "code_typed": form["code"].value() or ""}
    if request.htmx:  # type: ignore[attr-defined]
        return _reckoned(request, token, **told)
    return (
        open_checkout(request, token, status=409, **told) if told["code_refusal"] else redirect("storefront:checkout")
    )


def _reckoned(request: HttpRequest, token: str, **told: Any) -> HttpResponse:
    place = PlaceForm(request.POST)
    quote = orders.quote_of_cart(
        token, destination=place.destination(), method_id=place.method_chosen(), choose_first=True
    )
    if not quote.cart.can_be_bought:
        return _go(request, "storefront:cart")
    return part(request, "_reckoned.html", {"quote": quote, "is_swap": True} | told)


def _go(request: HttpRequest, name: str) -> HttpResponse:
    """Send the whole page elsewhere, also when only a part of it was asked for."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(reverse(name))
    return redirect(name)
