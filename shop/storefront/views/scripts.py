"""The cart for a theme's scripts: `/cart.js`, `/cart/add.js`, `/cart/change.js`.

A script sends the token of the CSRF cookie as X-CSRFToken; reading `/cart.js` sets the cookie. What is refused answers
{"status", "message", "description"}, the last of which may be shown to the buyer.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pods.routing.routes import RouteClass, route
from shop.catalog.errors import OutOfStock, VariantUnknown
from shop.orders import api as orders
from shop.orders.errors import CartLimit
from shop.orders.types import Cart
from shop.storefront import buyer
from shop.storefront.cart_json import cart_json, line_json
from shop.storefront.forms.cart import LineForm

MOST_ITEMS = 50
"""Of one call: more would be a way to make one request cost what many do."""


class NotReadable(Exception):
    """The body is neither a form nor a JSON object of known shape."""


@route(RouteClass.API)
@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """Answer the cart."""
    get_token(request)
    return JsonResponse(cart_json(orders.cart_of(buyer.find_cart_token(request))))


@route(RouteClass.API)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put one variant into the cart, or those of `items`; answers the lines."""
    try:
        sent = _sent(request)
        items = sent.get("items")
        forms = [LineForm(each) for each in (_listed(items) if items is not None else [sent])]
    except NotReadable:
        return _refused(400, _('Send a form, or JSON like {"id": 1, "quantity": 1}.'))
    if not all(form.is_valid() for form in forms):
        return _refused(422, _("Say which variant by its id, and how many: 1 to 99."))
    token = buyer.find_cart_token(request) or orders.new_cart_token()
    wanted: dict[int, int] = {}
    for form in forms:
        wanted[form.cleaned_data["id"]] = wanted.get(form.cleaned_data["id"], 0) + max(1, form.quantity_asked())
    try:
        orders.add_many_to_cart(token, wanted)
    except VariantUnknown:
        return _refused(404, _("This shop does not sell that."))
    except (OutOfStock, CartLimit) as error:
        return _refused(422, str(error))
    buyer.keep_cart(request, token)
    lines = [line_json(line) for line in orders.cart_of(token).lines if line.variant_id in wanted]
    return JsonResponse({"items": lines} if items is not None else lines[0])


@route(RouteClass.API)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Set how many of the variant `id`, or of the line numbered `line` from 1; answers the cart."""
    try:
        sent = _sent(request)
    except NotReadable:
        return _refused(400, _('Send a form, or JSON like {"id": 1, "quantity": 1}.'))
    token = buyer.find_cart_token(request)
    before = orders.cart_of(token)
    form = LineForm({**sent, "id": sent.get("id") or _id_of_line(before, sent.get("line"))})
    if not form.is_valid():
        return _refused(422, _("Say which line by its id, and how many: 0 to 99."))
    if token is not None:
        try:
            orders.set_quantity(token, variant_id=form.cleaned_data["id"], quantity=form.quantity_asked())
        except VariantUnknown:
            return _refused(404, _("This shop does not sell that."))
        except (OutOfStock, CartLimit) as error:
            return _refused(422, str(error))
        buyer.keep_cart(request, token)
    return JsonResponse(cart_json(orders.cart_of(token)))


def _sent(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:  # the second for brackets in brackets without end
        raise NotReadable from error
    if not isinstance(body, dict):
        raise NotReadable
    return body


def _listed(items: Any) -> list[dict[str, Any]]:
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise NotReadable
    if not all(isinstance(each, dict) for each in items):
        raise NotReadable
    return items


def _id_of_line(cart: Cart, line: Any) -> int | None:
    number = int(line) if str(line).isascii() and str(line).isdigit() and len(str(line)) <= 6 else 0
    return cart.lines[number - 1].variant_id if 1 <= number <= len(cart.lines) else None


def _refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"status": status, "message": "Cart Error", "description": sentence}, status=status)
