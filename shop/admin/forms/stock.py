"""A change of the stock, or a count of it, at one location."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import hidden_key, text, whole
from shop.inventory.types import Location

LONGEST_REASON = 200
MOST_STOCK = 1_000_000
COUNT_THEM = _("Write how many came in, like 5, or went out, like -2.")


class AdjustForm(forms.Form):
    """How many came in or went out, where, and why."""

    key = hidden_key()
    location_id = forms.TypedChoiceField(
        label=_("Location"), coerce=int, widget=forms.Select(attrs={"class": "in"}), required=False
    )
    change = forms.IntegerField(
        label=_("Change"),
        min_value=-MOST_STOCK,
        max_value=MOST_STOCK,
        error_messages={"required": COUNT_THEM, "invalid": COUNT_THEM},
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "text", "autocomplete": "off"}),
    )
    reason = text(
        _("Reason"), longest=LONGEST_REASON, needed=_("Say why, like delivery or broken. Your colleagues read it.")
    )

    def __init__(self, *args: object, places: list[Location], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["location_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.id, each.name) for each in places]
        field.empty_value = None

    def clean_change(self) -> int:
        """Refuse a change that changes nothing."""
        change = int(self.cleaned_data["change"])
        if change == 0:
            raise ValidationError(COUNT_THEM)
        return change


class CountForm(forms.Form):
    """What somebody counted at a location; `expected` is what the page said when they began."""

    key = hidden_key()
    location_id = forms.IntegerField(min_value=1, max_value=2**53, widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=-MOST_STOCK, max_value=MOST_STOCK, widget=forms.HiddenInput)
    on_hand = whole(
        _("Counted"),
        most=MOST_STOCK,
        needed=_("Write how many you counted."),
        says=_("Write how many you counted, like 12."),
    )
