"""Where an order stands: the page that thanks, for the session that bought, and the one whose address can be kept.

An order that is paid by other means shows what the shop says of it now: an account may have changed since the sale.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pods.routing.routes import RouteClass, route
from shop.orders import api as orders
from shop.orders.errors import CheckoutUnknown, OrderUnknown
from shop.orders.types import MANUAL, FulfilmentState, Order, PaymentState
from shop.payments.api import payment_settings
from shop.payments.types import ManualPayment
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
    context = {"order": placed, "steps": _payment_steps(placed)} | _by_other_means(placed)
    return page(request, "order.html", context)


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
    return page(request, "order_status.html", context | _by_other_means(placed))


def _by_other_means(order: Order) -> dict[str, object]:
    """Return how a manual payment is made, and what of it is still due. One query, none for other payments."""
    if order.payment.gateway_code != MANUAL:
        return {"manual": ManualPayment(), "due": None}
    is_due = order.payment_state in {PaymentState.UNPAID, PaymentState.PARTLY_PAID} and order.cancelled_at is None
    due = order.payment.amount - order.payment.captured if is_due else None
    return {"manual": payment_settings().manual, "due": due}


def _payment_steps(order: Order) -> list[tuple[str, bool]]:
    """Return the steps to a paid order, each with whether it is done. Only a card is approved."""
    done = STEPS_DONE[order.payment_state]
    card = [(_("Card approved"), done >= 2)] if order.payment.last_four else []
    return [(_("Ordered"), True), *card, (_("Paid"), done >= PAID)]


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
