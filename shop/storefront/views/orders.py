"""Where an order stands: the page that thanks, for the session that bought, and the one whose address can be kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.orders import api as orders
from shop.orders.errors import CheckoutUnknown, OrderUnknown
from shop.orders.types import FulfilmentState, PaymentState
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

PAID = 3


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


@route(RouteClass.PAGE)
@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show where an order stands, to whoever has the address: it is not to be guessed, and shows no e-mail or card."""
    try:
        placed = orders.order_by_status_token(token)
    except OrderUnknown as error:
        raise Http404 from error
    after = orders.after_sale_of(placed.id)
    parcels = [each for each in after.fulfilments if not each.is_cancelled]
    refunds = [each for each in after.refunds if not each.is_refused]
    steps = _steps(placed.fulfilment_state, is_paid=STEPS_DONE[placed.payment_state] >= PAID)
    context = {"order": placed, "parcels": parcels, "refunds": refunds, "steps": steps}
    return page(request, "order_status.html", context)


def _steps(fulfilment: FulfilmentState, *, is_paid: bool) -> list[tuple[str, bool]]:
    """Return the steps of an order, each with whether it is done."""
    some = {FulfilmentState.PARTLY_FULFILLED, FulfilmentState.FULFILLED}
    everything = {FulfilmentState.FULFILLED, FulfilmentState.NOT_NEEDED}
    return [
        (_("Ordered"), True),
        (_("Paid"), is_paid),
        (
            _("On its way, in part") if fulfilment is FulfilmentState.PARTLY_FULFILLED else _("On its way"),
            fulfilment in some,
        ),
        (_("All sent"), fulfilment in everything),
    ]


def _still_open(request: HttpRequest, cart_token: str, token: str) -> HttpResponse:
    try:
        result = orders.checkout_result(cart_token, token)
    except CheckoutUnknown as error:
        raise Http404 from error
    return page(request, "order_open.html", {"result": result})
