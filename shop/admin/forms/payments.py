"""Which payments the shop takes, as settings show it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import hidden_version, text, tick
from shop.payments.types import ManualPayment, PaymentSettings

LONGEST_NAME, LONGEST_INSTRUCTIONS = 60, 1000


class PaymentsForm(forms.Form):
    """Whether buyers may pay by other means than a card, and what they read of it."""

    version = hidden_version()
    is_on = tick(_("Take manual payments"))
    name = text(_("What buyers choose"), longest=LONGEST_NAME)
    instructions = text(_("How to pay"), longest=LONGEST_INSTRUCTIONS, rows=5)

    def manual(self) -> ManualPayment:
        """Return what was filled in."""
        given = self.cleaned_data
        return ManualPayment(given["is_on"], given["name"], given["instructions"])


def values_of_payments(settings: PaymentSettings) -> dict[str, Any]:
    """Return the settings as the form's first values."""
    manual = settings.manual
    return {
        "version": settings.version,
        "is_on": manual.is_on,
        "name": manual.name,
        "instructions": manual.instructions,
    }
