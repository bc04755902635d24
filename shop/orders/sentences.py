"""Plain words for codes: why a card was declined, what happened to an order."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.money import Money, format_money

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


Figures = Mapping[str, Any]


def _amount(figures: Figures) -> str:
    return format_money(Money(figures["total_minor"], figures["currency"]))


TIMELINE: dict[str, Callable[[Figures], str]] = {
    "orders.placed": lambda figures: gettext("Order placed: %(total)s authorised.") % {"total": _amount(figures)},
    "orders.payment_captured": lambda figures: gettext("%(total)s captured.") % {"total": _amount(figures)},
    "orders.payment_held": lambda figures: gettext("Payment held back: the risk is high, so somebody has to decide."),
    "orders.capture_asked": lambda figures: gettext("Capture asked for."),
    "orders.capture_failed": lambda figures: gettext("The gateway had no money left to capture."),
}
"""How each event of an order is told. Other apps add theirs with describe_event()."""


def describe_event(name: str, sentence: Callable[[Figures], str]) -> None:
    """Say how the timeline tells an event of another app: its payload in, a translated sentence out."""
    TIMELINE[name] = sentence


def event_sentence(name: str, figures: Figures) -> str:
    """Tell an event; one that nobody described is told by its name."""
    sentence = TIMELINE.get(name)
    return sentence(figures) if sentence is not None else name
