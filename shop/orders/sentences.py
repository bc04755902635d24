"""Plain words for codes: what happened to an order."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext

from shop.money import Money, format_money

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
