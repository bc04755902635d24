"""The page that thanks: where an order stands, for the buyer who placed it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.orders import api as orders
from shop.orders.errors import CheckoutUnknown, OrderUnknown
from shop.orders.types import PaymentState
from shop.storefront import buyer
from shop.storefront.rendering import page

STEPS_DONE = dict.fromkeys(PaymentState, 3) | {
    PaymentState.UNPAID: 1,
    PaymentState.VOIDED: 1,
    PaymentState.AUTHORISED: 2,
    PaymentState.ON_HOLD: 2,
    PaymentState.PARTLY_PAID: 2,
    PaymentState.FAILED: 2,
}
"""How many of ordered, card approved, paid are behind an order. That it is held is between merchant and bank."""


@route(RouteClass.PAGE)
@never_cache
@require_safe
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a checkout. Its key is the address; only the session that sent it sees the page."""
    cart_token = buyer.find_cart_token(request)
    if cart_token is None:
        raise Http404
    try:
        placed = orders.order_by_checkout(cart_token, token)
    except OrderUnknown:
        return _still_open(request, cart_token, token)
    return page(request, "order.html", {"order": placed, "steps_done": STEPS_DONE[placed.payment_state]})


def _still_open(request: HttpRequest, cart_token: str, token: str) -> HttpResponse:
    try:
        result = orders.checkout_result(cart_token, token)
    except CheckoutUnknown as error:
        raise Http404 from error
    return page(request, "order_open.html", {"result": result})
