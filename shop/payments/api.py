"""The door of payments. Selectors name their query count; services say what they refuse."""

from shop.payments.cards import tokenise_card
from shop.payments.gateways.port import PaymentGateway
from shop.payments.gateways.registry import card_gateway, gateway_named
from shop.payments.locks import lock_attempt
from shop.payments.performing import perform
from shop.payments.selectors import (
    attempt_by_id,
    attempt_of,
    disputes_of,
    find_attempt,
    find_attempt_by_key,
    find_operation,
    find_operation_by_key,
    left_of,
    operations_of,
    payment_of,
    payment_settings,
    records_of,
)
from shop.payments.sentences import decline_for_staff, decline_sentence, dispute_sentence, refusal_sentence
from shop.payments.services.attempts import move_attempt, new_attempt
from shop.payments.services.disputes import record_dispute
from shop.payments.services.operations import ask_operation, record_operation
from shop.payments.services.settings import change_payment_settings

__all__ = [
    "PaymentGateway",
    "ask_operation",
    "attempt_by_id",
    "attempt_of",
    "card_gateway",
    "change_payment_settings",
    "decline_for_staff",
    "decline_sentence",
    "dispute_sentence",
    "disputes_of",
    "find_attempt",
    "find_attempt_by_key",
    "find_operation",
    "find_operation_by_key",
    "gateway_named",
    "left_of",
    "lock_attempt",
    "move_attempt",
    "new_attempt",
    "operations_of",
    "payment_of",
    "payment_settings",
    "perform",
    "record_dispute",
    "record_operation",
    "records_of",
    "refusal_sentence",
    "tokenise_card",
]
