"""How an order's timeline tells what happened and who did it. Figures come from the events, words from here."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from shop.money import Money, format_money

type Figures = Mapping[str, Any]
type Sentence = Callable[[Figures], str]


def _amount(figures: Figures) -> str:
    return format_money(Money(figures["amount_minor"], figures["currency"]))


def _placed(figures: Figures) -> str:
    total = format_money(Money(figures["total_minor"], figures["currency"]))
    return gettext("Order placed: %(total)s.") % {"total": total}


def _with_amount(sentence: Callable[[], str]) -> Sentence:
    return lambda figures: sentence() % {"amount": _amount(figures)}


def _fixed(sentence: Callable[[], str]) -> Sentence:
    return lambda figures: sentence()


def _fulfilled(figures: Figures) -> str:
    count = figures["quantity"]
    sentence = ngettext("Parcel %(number)d sent: %(count)d piece.", "Parcel %(number)d sent: %(count)d pieces.", count)
    return sentence % {"number": figures["number"], "count": count}


def _unsent(figures: Figures) -> str:
    return gettext("Parcel %(number)d cancelled: its pieces are still to be sent.") % {"number": figures["number"]}


def _refunded(figures: Figures) -> str:
    back = figures["restocked"]
    if not back:
        return gettext("%(amount)s given back.") % {"amount": _amount(figures)}
    return ngettext(
        "%(amount)s given back, %(count)d piece back in stock.",
        "%(amount)s given back, %(count)d pieces back in stock.",
        back,
    ) % {"amount": _amount(figures), "count": back}


def _tagged(figures: Figures) -> str:
    return ngettext("Tags changed: %(count)d now.", "Tags changed: %(count)d now.", figures["tags"]) % {
        "count": figures["tags"]
    }


TIMELINE: dict[str, Sentence] = {
    "orders.placed": _placed,
    "orders.payment_captured": _with_amount(lambda: gettext("%(amount)s captured.")),
    "orders.payment_held": _fixed(lambda: gettext("Payment held back: the risk is high, so somebody has to decide.")),
    "orders.capture_asked": _with_amount(lambda: gettext("Capture of %(amount)s asked for.")),
    "orders.capture_failed": _fixed(lambda: gettext("The gateway had no money left to capture.")),
    "orders.dispute_opened": _with_amount(lambda: gettext("The card's owner disputes %(amount)s.")),
    "orders.dispute_won": _with_amount(lambda: gettext("The dispute about %(amount)s is won: the money stays.")),
    "orders.dispute_lost": _with_amount(
        lambda: gettext("The dispute about %(amount)s is lost: the bank took the money back.")
    ),
    "orders.marked_as_paid": _with_amount(lambda: gettext("Marked as paid: %(amount)s.")),
    "orders.void_asked": _fixed(lambda: gettext("The buyer's money is to be let go.")),
    "orders.payment_voided": _fixed(lambda: gettext("The buyer's money was let go.")),
    "orders.void_refused": _fixed(lambda: gettext("The gateway did not let the buyer's money go.")),
    "orders.fulfilled": _fulfilled,
    "orders.fulfilment_cancelled": _unsent,
    "orders.refund_asked": _with_amount(lambda: gettext("Refund of %(amount)s asked for.")),
    "orders.refunded": _refunded,
    "orders.refund_refused": _with_amount(lambda: gettext("The refund of %(amount)s was refused: no money has moved.")),
    "orders.cancelled": _fixed(lambda: gettext("Order cancelled.")),
    "orders.held": _fixed(lambda: gettext("Order held back.")),
    "orders.released": _fixed(lambda: gettext("Order released.")),
    "orders.asked_again": _fixed(lambda: gettext("The gateway is to be asked again.")),
    "orders.address_changed": _fixed(lambda: gettext("Shipping address changed.")),
    "orders.noted": _fixed(lambda: gettext("Note written.")),
    "orders.tagged": _tagged,
}
"""How each event of an order is told. Other apps add theirs with describe_event()."""


def describe_event(name: str, sentence: Sentence) -> None:
    """Say how the timeline tells an event of another app: its payload in, a translated sentence out."""
    TIMELINE[name] = sentence


def event_sentence(name: str, figures: Figures) -> str:
    """Tell an event; one that nobody described is told by its name."""
    sentence = TIMELINE.get(name)
    return sentence(figures) if sentence is not None else name
