"""The sentence of each finding: made from code and figures when somebody reads it, in the reader's language."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from shop.countries import country_name
from shop.fraud.types import RiskLevel
from shop.money import Money, format_money

Figures = Mapping[str, Any]


def _countries_same(figures: Figures) -> str:
    return gettext("Billing and shipping are both in %(country)s.") % {"country": country_name(figures["billing"])}


def _countries_differ(figures: Figures) -> str:
    return gettext("The card is billed in %(billing)s and the goods go to %(shipping)s.") % {
        "billing": country_name(figures["billing"]),
        "shipping": country_name(figures["shipping"]),
    }


def _value_no_history(figures: Figures) -> str:
    count = figures["orders"]
    if not count:
        return gettext("This is the shop's first order in its currency, so its value cannot be compared.")
    return ngettext(
        "The shop has %(count)d earlier order: too few to say whether this value is usual.",
        "The shop has %(count)d earlier orders: too few to say whether this value is usual.",
        count,
    ) % {"count": count}


def _value(sentence: Callable[[], str]) -> Callable[[Figures], str]:
    def told(figures: Figures) -> str:
        return sentence() % {
            "total": format_money(Money(figures["total_minor"], figures["currency"])),
            "median": format_money(Money(figures["median_minor"], figures["currency"])),
            "times": number_format(Decimal(figures["tenths"]) / 10, decimal_pos=1),
            "count": figures["orders"],
        }

    return told


def _fixed(sentence: Callable[[], str]) -> Callable[[Figures], str]:
    return lambda figures: sentence()


SENTENCES: dict[str, Callable[[Figures], str]] = {
    "countries_same": _countries_same,
    "countries_differ": _countries_differ,
    "card_matches": _fixed(lambda: gettext("The bank confirmed the security code and the billing address.")),
    "card_not_checked": _fixed(lambda: gettext("The bank did not check the security code and the billing address.")),
    "card_address_partly": _fixed(lambda: gettext("The bank confirmed only a part of the billing address.")),
    "card_address_wrong": _fixed(lambda: gettext("The billing address is not the one the bank knows.")),
    "card_code_wrong": _fixed(lambda: gettext("The card's security code was wrong.")),
    "card_both_wrong": _fixed(lambda: gettext("The card's security code and the billing address were both wrong.")),
    "value_no_history": _value_no_history,
    "value_usual": _value(
        lambda: gettext(
            "%(total)s is %(times)s times the shop's median order, %(median)s over %(count)d orders: usual."
        )
    ),
    "value_above": _value(
        lambda: gettext("%(total)s is %(times)s times the shop's median order of %(median)s over %(count)d orders.")
    ),
    "value_far_above": _value(
        lambda: gettext(
            "%(total)s is far above the usual: %(times)s times the shop's median order of %(median)s "
            "over %(count)d orders."
        )
    ),
}


def sentence_of(code: str, figures: Figures) -> str:
    """Tell a finding; a code of a rule that is gone is told by its name."""
    sentence = SENTENCES.get(code)
    return sentence(figures) if sentence is not None else code.replace("_", " ")


def assessed_sentence(payload: Figures) -> str:
    """Tell the event fraud.assessed in an order's timeline."""
    return gettext("Checked for fraud: %(level)s.") % {"level": RiskLevel(payload["level"]).label}
