"""Which gateways this installation has. An attempt remembers its gateway's code; whoever goes on with it asks here."""

from django.conf import settings
from django.utils.module_loading import import_string

from shop.payments.errors import GatewayUnknown
from shop.payments.gateways.offline import FREE, MANUAL
from shop.payments.gateways.port import PaymentGateway
from shop.payments.gateways.test_http import HttpGateway

CODES = (HttpGateway.code, MANUAL.code, FREE.code)
"""All of them. The contract's tests run over each."""


def gateway_named(code: str) -> PaymentGateway:
    """Return a gateway by its code: "test", "manual", "free", or that of card_gateway(). Raises GatewayUnknown."""
    if code == HttpGateway.code:
        return http_test_gateway()
    for offline in (MANUAL, FREE):
        if code == offline.code:
            return offline
    cards = card_gateway()
    if code == cards.code:
        return cards
    raise GatewayUnknown


def card_gateway() -> PaymentGateway:
    """Return the gateway that takes cards here, as the setting CARD_GATEWAY says."""
    made: PaymentGateway = import_string(settings.CARD_GATEWAY)()
    return made


def http_test_gateway() -> PaymentGateway:
    """Return the Test gateway, the only one so far that takes cards."""
    return HttpGateway(settings.TEST_GATEWAY_URL)
