"""Which gateways this installation has. An attempt remembers its gateway's code; whoever goes on with it asks here."""

from django.conf import settings

from shop.payments.errors import GatewayUnknown
from shop.payments.gateways.offline import FREE, MANUAL
from shop.payments.gateways.port import PaymentGateway
from shop.payments.gateways.test_http import HttpGateway

CODES = (HttpGateway.code, MANUAL.code, FREE.code)
"""All of them. The contract's tests run over each."""


def gateway_named(code: str) -> PaymentGateway:
    """Return a gateway by its code: "test", "manual" or "free". Raises GatewayUnknown."""
    if code == HttpGateway.code:
        return HttpGateway(settings.TEST_GATEWAY_URL)
    for offline in (MANUAL, FREE):
        if code == offline.code:
            return offline
    raise GatewayUnknown


def card_gateway() -> PaymentGateway:
    """Return the gateway that takes cards here."""
    return gateway_named(HttpGateway.code)
