"""Plain words for codes: why a payment was declined."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DECLINES: dict[str, str | Promise] = {
    "do_not_honour": _("The bank declined the payment and gave no reason. Try another card, or ask the bank."),
    "insufficient_funds": _("There is not enough money on this card. Try another one."),
    "expired_card": _("This card has expired. Try another one."),
    "stolen_card": _("The bank does not accept this card. Try another one."),
    "incorrect_code": _("The security code is not the one on the card. Check it and try again."),
    "card_unknown": _("The card's details have to be entered again."),
    "gateway_not_reached": _("The payment service could not be reached. You were not charged; try again in a moment."),
    "no_answer": _("The payment was not finished, and you were not charged. Please try again."),
}

_OTHER_DECLINE = _("The bank declined the payment. Try another card.")


def decline_sentence(code: str) -> str:
    """Say why a payment was declined and what to do. A stolen card is not called so to who holds it."""
    return str(DECLINES.get(code, _OTHER_DECLINE))
