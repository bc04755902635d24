"""Plain words for codes: why a payment was declined, or an operation refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.payments.rules import SettingsFault

DECLINES: dict[str, str | Promise] = {
    "do_not_honour": _("The bank declined the payment and gave no reason. Try another card, or ask the bank."),
    "insufficient_funds": _("There is not enough money on this card. Try another one."),
    "expired_card": _("This card has expired. Try another one."),
    "stolen_card": _("The bank does not accept this card. Try another one."),
    "authentication_failed": _("The bank could not confirm that it is you. Try again, or use another card."),
    "incorrect_code": _("The security code is not the one on the card. Check it and try again."),
    "card_unknown": _("The card's details have to be entered again."),
    "gateway_not_reached": _("The payment service could not be reached. You were not charged; try again in a moment."),
    "no_answer": _("The payment was not finished, and you were not charged. Please try again."),
}

_OTHER_DECLINE = _("The bank declined the payment. Try another card.")


REFUSALS: dict[str, str | Promise] = {
    "authorisation_expired": _("The bank no longer holds the money for this order."),
    "not_enough_held": _("The gateway does not hold so much money for this order."),
    "not_enough_taken": _("The gateway has not taken so much money for this order."),
    "nothing_held": _("The gateway holds no money for this order."),
    "refund_refused": _("The card's bank does not take the money back. Pay it back in another way."),
}

_OTHER_REFUSAL = _("The gateway refused it.")


_FAULTS: dict[SettingsFault, str | Promise] = {
    SettingsFault.REQUIRED: _("Say what buyers read beside the choice, like Bank transfer."),
    SettingsFault.TOO_LONG: _("This is too long."),
    SettingsFault.NOT_ONE_LINE: _("Write one line."),
}


def fault_sentence(fault: SettingsFault) -> str:
    """Say to staff what is to be put right."""
    return str(_FAULTS[fault])


def refusal_sentence(code: str) -> str:
    """Say to staff why the gateway refused a capture or a refund."""
    return str(REFUSALS.get(code, _OTHER_REFUSAL))


def decline_sentence(code: str) -> str:
    """Say why a payment was declined and what to do. A stolen card is not called so to who holds it."""
    return str(DECLINES.get(code, _OTHER_DECLINE))
