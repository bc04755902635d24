"""Plain words for codes: what has to be put right, and what a customer agrees to."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.customers.rules import LONGEST_TAG, LONGEST_WORDING, MOST_TAGS, Fault
from shop.customers.types import ConsentChannel, ConsentState

_FAULTS: dict[Fault, str | Promise] = {
    Fault.EMAIL: _("An e-mail address looks like name@example.com."),
    Fault.PHONE: _("A phone number has digits, like +47 55 12 34 56."),
    Fault.TOO_LONG: _("This is too long."),
    Fault.LANGUAGE: _("Choose a language from the list."),
    Fault.TAG_TOO_LONG: _("A tag has %(tag)d characters at most."),
    Fault.TOO_MANY_TAGS: _("A customer has %(tags)d tags at most."),
    Fault.WORDING: _("Say in up to %(wording)d characters how the customer told you."),
}
_LIMITS = {"tag": LONGEST_TAG, "tags": MOST_TAGS, "wording": LONGEST_WORDING}


def fault_sentence(fault: Fault) -> str:
    """Say what is to be put right in a field."""
    return str(_FAULTS[fault]) % _LIMITS


_SAID: dict[tuple[ConsentChannel, ConsentState], str | Promise] = {
    (ConsentChannel.EMAIL, ConsentState.GIVEN): _("Agreed to emails"),
    (ConsentChannel.EMAIL, ConsentState.WITHDRAWN): _("Wants no more emails"),
    (ConsentChannel.SMS, ConsentState.GIVEN): _("Agreed to text messages"),
    (ConsentChannel.SMS, ConsentState.WITHDRAWN): _("Wants no more text messages"),
}


def consent_sentence(channel: ConsentChannel, state: ConsentState) -> str:
    """Say what a customer said, without who noted it."""
    return str(_SAID[channel, state])


def marketing_wording() -> str:
    """Return what stands beside the box at the checkout: it is kept with the consent, word for word."""
    return gettext("Email me with news and offers")
