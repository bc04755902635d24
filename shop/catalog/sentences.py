"""Plain words for what is wrong with a field."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalog.rules import Fault

_FAULTS: dict[Fault, str | Promise] = {
    Fault.REQUIRED: _("Please fill this in."),
    Fault.NOT_A_COUNTRY: _("This is no country. Write its two letters, like NO."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.NOT_A_HANDLE: _("Use small letters, digits and single hyphens, like table-lamp."),
    Fault.NOT_A_PRICE: _("A price is more than zero."),
    Fault.NOT_A_NUMBER: _("Write a number between 0 and 1,000,000."),
    Fault.NOT_DRAWABLE: _("Choose one of the drawings."),
}


def fault_sentence(fault: Fault) -> str:
    """Say what is to be put right."""
    return str(_FAULTS[fault])
