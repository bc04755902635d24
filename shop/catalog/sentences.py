"""Plain words for what is wrong with a field."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalog.rules import Fault

_FAULTS: dict[Fault, str | Promise] = {
    Fault.REQUIRED: _("Please fill this in."),
    Fault.NOT_A_COUNTRY: _("This is no country. Write its two letters, like NO."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.NOT_A_HANDLE: _("Use small letters, digits and single hyphens, like table-lamp."),
    Fault.NOT_A_PRICE: _("A price is not below zero."),
    Fault.NOT_A_NUMBER: _("Write a number between 0 and 1,000,000."),
    Fault.NOT_A_TAG: _("A tag has no comma in it."),
    Fault.NOT_DRAWABLE: _("Choose one of the drawings."),
    Fault.NOT_A_PICTURE: _("Choose one of the product's pictures."),
    Fault.TOO_MANY_TAGS: _("A product has at most 250 tags. Take some away."),
    Fault.TOO_MANY_OPTIONS: _("A product has at most three options."),
    Fault.TOO_MANY_VARIANTS: _("A product has at most 100 variants. Split it."),
    Fault.OPTION_TWICE: _("Two options have the same name. Rename one."),
    Fault.SAME_OPTIONS: _("Two variants have the same options. Change one of them or take it away."),
    Fault.NO_VARIANT: _("A product has at least one variant."),
}


def fault_sentence(fault: Fault) -> str:
    """Say what is to be put right."""
    return str(_FAULTS[fault])
