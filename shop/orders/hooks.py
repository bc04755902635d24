"""Where payment gateways write to. A stranger learns nothing: every refusal is the same, and so is every welcome."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pods.routing.routes import RouteClass, route
from shop.orders.services.hooks import take_hook
from shop.payments.api import gateway_named
from shop.payments.errors import GatewayUnknown, HookRefused

LARGEST_BODY = 64 * 1024


@route(RouteClass.HOOK)
@csrf_exempt
@never_cache
@require_POST
def payment_hook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Take a gateway's message in: 204, whether it is new, old or about nothing we know; 404 when it is not believed.

    It is signed by the gateway and not long ago (PaymentGateway.read_hook), or nothing at all is looked up. An outage
    is a 503, so that the gateway writes again.
    """
    try:
        message = gateway_named(gateway).read_hook(request.headers, _body(request))
    except (GatewayUnknown, HookRefused):
        return HttpResponse(status=404)
    take_hook(gateway, message)
    return HttpResponse(status=204)


def _body(request: HttpRequest) -> bytes:
    """Return the body without reading one that is too long; raises HookRefused."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length[:12]) > LARGEST_BODY:
        raise HookRefused
    return request.body
