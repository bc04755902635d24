"""Handing a card over: what the buyer typed goes to the gateway, and its token comes back."""

from django.conf import settings

from shop.payments.gateways.registry import card_gateway
from shop.payments.types import Card, CardToken


def tokenise_card(card: Card) -> CardToken:
    """Hand a card to the gateway and return what stands for it. A network call: never inside a service.

    Raises CardRefused, GatewayNotReached, AnswerLost; nothing is charged by this.
    """
    return card_gateway().tokenise(card, timeout_s=settings.GATEWAY_TIMEOUT_S)
