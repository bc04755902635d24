"""The cart: look, put in, change. Everything works without a script."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.catalog.errors import OutOfStock, VariantUnknown
from shop.orders import api as orders
from shop.orders.errors import CartLimit
from shop.storefront import buyer
from shop.storefront.codes import use_code
from shop.storefront.forms.cart import CodeForm, LineForm
from shop.storefront.rendering import page


@route(RouteClass.PAGE)
@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Show what the buyer picked."""
    return cart_page(request)


def cart_page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Render the cart; `refusal` says what could not be done."""
    token = buyer.find_cart_token(request)
    quote = orders.quote_of_cart(token)
    buyer.remember_quantity(request, quote.cart)
    shown = {
        "cart": quote.cart,
        "quote": quote,
        "refusal": refusal,
        "open_checkout": orders.open_checkout_key(token) if quote.cart else None,
    }
    return page(request, "cart.html", shown, status=status)


@route(RouteClass.PAGE)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant into the cart."""
    form = LineForm(request.POST)
    if not form.is_valid():
        # The page offers 1 to 99; what else is wrong was sent by no page.
        return HttpResponseBadRequest() if "id" in form.errors else _how_many(request)
    token = buyer.find_cart_token(request) or orders.new_cart_token()
    try:
        orders.add_to_cart(token, variant_id=form.cleaned_data["id"], quantity=form.quantity_asked())
    except VariantUnknown as error:
        raise Http404 from error
    except (OutOfStock, CartLimit) as error:
        return cart_page(request, refusal=str(error), status=409)
    buyer.keep_cart(request, token)
    return redirect("storefront:cart")


def _how_many(request: HttpRequest) -> HttpResponse:
    return cart_page(request, refusal=_("Say how many, in digits: 1 to 99. The cart is as it was."), status=422)


@route(RouteClass.PAGE)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Set how many of a variant the cart holds; 0 takes it out."""
    form = LineForm(request.POST)
    token = buyer.find_cart_token(request)
    if not form.is_valid():
        return _how_many(request)
    if token is None:
        return redirect("storefront:cart")
    try:
        orders.set_quantity(token, variant_id=form.cleaned_data["id"], quantity=form.quantity_asked())
    except VariantUnknown:
        return cart_page(request, refusal=_("This is no longer sold. Take it out to go on."), status=409)
    except (OutOfStock, CartLimit) as error:
        return cart_page(request, refusal=str(error), status=409)
    buyer.keep_cart(request, token)
    return redirect("storefront:cart")


@route(RouteClass.PAGE)
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Put a discount code into the cart, or take one out."""
    token = buyer.find_cart_token(request)
    refusal = use_code(token, CodeForm(request.POST)) if token is not None else ""
    return cart_page(request, refusal=refusal, status=409) if refusal else redirect("storefront:cart")
