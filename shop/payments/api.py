"""The door of payments. Selectors name their query count; services say what they refuse."""

from shop.payments.cards import tokenise_card
from shop.payments.gateways.port import PaymentGateway
from shop.payments.gateways.registry import card_gateway, gateway_named
from shop.payments.locks import lock_attempt
from shop.payments.selectors import attempt_by_id, attempt_of, find_attempt, payment_of
from shop.payments.sentences import decline_sentence
from shop.payments.services.attempts import move_attempt, new_attempt

__all__ = [
    "PaymentGateway",
    "attempt_by_id",
    "attempt_of",
    "card_gateway",
    "decline_sentence",
    "find_attempt",
    "gateway_named",
    "lock_attempt",
    "move_attempt",
    "new_attempt",
    "payment_of",
    "tokenise_card",
]
