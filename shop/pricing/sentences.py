"""Plain words for what is wrong with a field, and for why a code is not used."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.money import Money
from shop.pricing.rules.wrong_fields import Fault
from shop.pricing.types import Refusal, RefusedCode

_FAULTS: dict[Fault, str | Promise] = {
    Fault.REQUIRED: _("Please fill this in."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.TOO_MANY: _("These are too many."),
    Fault.NOT_A_CODE: _("Write the code without spaces."),
    Fault.NOT_A_PERCENTAGE: _("Write a percentage of at most 100."),
    Fault.NOT_AN_AMOUNT: _("Write an amount that is not too large."),
    Fault.NOT_A_NUMBER: _("Write a larger number, or leave it empty."),
    Fault.NOT_A_TIME: _("Write the time with its time zone."),
    Fault.ENDS_TOO_EARLY: _("The end lies after the start."),
    Fault.NOT_A_COUNTRY: _("This is no country. Write its two letters, like NO."),
    Fault.REGION_NEEDED: _("Say which region has this rate instead of its country's."),
    Fault.TIERS_RISE: _("Each price begins above the one before it."),
    Fault.FLAT_IS_ONE: _("A flat rate has one price, from 0 on."),
    Fault.TARGET_UNKNOWN: _("One of these is no longer there. Choose again."),
}

_REFUSALS: dict[str, str | Promise] = {
    Refusal.TOO_MANY: _("These are too many codes at once."),
    Refusal.NOT_FOUND: _("There is no code %(code)s."),
    Refusal.NOT_STARTED: _("The code %(code)s cannot be used yet."),
    Refusal.ENDED: _("The code %(code)s has ended."),
    Refusal.USED_UP: _("The code %(code)s has been used up."),
    Refusal.ONCE_PER_CUSTOMER: _("You have used the code %(code)s already."),
    Refusal.NOTHING_APPLIES: _("The code %(code)s is for nothing in this cart."),
    Refusal.BELOW_MINIMUM: _("The code %(code)s needs %(minimum)s of what it is for."),
    Refusal.DOES_NOT_COMBINE: _("The code %(code)s does not combine with %(beside)s, which saves more."),
}


def fault_sentence(fault: Fault) -> str:
    """Say what is to be put right."""
    return str(_FAULTS[fault])


def refusal_sentence(refused: RefusedCode, currency: str) -> str:
    """Say to a buyer why a code is not used."""
    figures = {
        "code": refused.code.strip(),
        "minimum": Money(refused.minimum_minor, currency),
        "beside": refused.beside,
    }
    return str(_REFUSALS[refused.reason]) % figures


def use_refused_sentence(code: str, reason: str) -> str:
    """Say to a buyer that a code went away between the look at the total and the payment."""
    return gettext("%(why)s Look at the new total.") % {"why": str(_REFUSALS[reason]) % {"code": code}}
