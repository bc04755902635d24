"""Plain words for codes: why a payment was declined or disputed, or an operation refused."""

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
    "charge_disputed": _("The card's bank has this money because of a dispute. The buyer would get it twice."),
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


STAFF_DECLINES: dict[str, str | Promise] = {
    "do_not_honour": _("The bank gave no reason."),
    "insufficient_funds": _("There was not enough money on the card."),
    "expired_card": _("The card had expired."),
    "stolen_card": _("The card was reported as stolen."),
    "authentication_failed": _("The bank could not confirm that it was the card's owner."),
    "incorrect_code": _("The security code was not the one on the card."),
    "card_unknown": _("The gateway did not know the card any more."),
    "gateway_not_reached": _("The gateway could not be reached."),
    "no_answer": _("The gateway never answered, so the payment was given up. Nothing was charged."),
}

DISPUTES: dict[str, str | Promise] = {
    "fraudulent": _("The card's owner says that somebody else paid with the card."),
    "product_not_received": _("The buyer says that nothing arrived."),
    "product_unacceptable": _("The buyer says that what arrived was broken or something else."),
    "duplicate": _("The buyer says that this was charged twice."),
    "credit_not_processed": _("The buyer says that a promised refund never came."),
}

_OTHER_DISPUTE = _("The bank gave no reason that we know.")


def decline_for_staff(code: str) -> str:
    """Say to staff why a payment was declined; empty when it was not."""
    return str(STAFF_DECLINES.get(code, STAFF_DECLINES["do_not_honour"])) if code else ""


def dispute_sentence(code: str) -> str:
    """Say why a charge is disputed."""
    return str(DISPUTES.get(code, _OTHER_DISPUTE))


def refusal_sentence(code: str) -> str:
    """Say to staff why the gateway refused a capture or a refund."""
    return str(REFUSALS.get(code, _OTHER_REFUSAL))


def decline_sentence(code: str) -> str:
    """Say why a payment was declined and what to do. A stolen card is not called so to who holds it."""
    return str(DECLINES.get(code, _OTHER_DECLINE))
