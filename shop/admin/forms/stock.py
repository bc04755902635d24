"""A change of the stock, or a count of it, at one location; and a move between two."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import Words, hidden_key, is_id, text, whole
from shop.inventory.types import At, Level, Location, Move

LONGEST_REASON = 200
MOST_STOCK = 1_000_000
COUNT_THEM = _("Write how many came in, like 5, or went out, like -2.")
HOW_MANY = _("Write how many, like 5.")
EXPECT_THEM = _("Write how many more are expected, like 20, or how many fewer, like -5.")

type Figures = dict[int, tuple[int, int]]
"""What was on hand and incoming at each location when the page was made."""


class SeenField(forms.CharField):
    """The figures that the page showed, in a hidden field: what the service compares before it writes."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Any:
        """Read the figures; what is none was not made by us."""
        found: Figures = {}
        for part in str(super().clean(value)).split():
            place, *figures = part.split(":")
            numbers = [int(each) for each in figures if is_id(each.removeprefix("-"))]
            if not is_id(place) or len(numbers) != len(figures) or len(figures) != 2:
                raise ValidationError(_("Load the page again."))
            found[int(place)] = (numbers[0], numbers[1])
        return found


def written(levels: Iterable[Level]) -> str:
    """Write what a page shows, for SeenField."""
    return " ".join(f"{each.location_id}:{each.on_hand}:{each.incoming}" for each in levels)


def signed(label: Words, sentence: Words, *, hint: Words) -> forms.IntegerField:
    """Return a field for how many more, or with a minus fewer."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=-MOST_STOCK,
        max_value=MOST_STOCK,
        error_messages={"required": sentence, "invalid": sentence},
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "text", "autocomplete": "off"}),
    )


def location_field(label: Words) -> forms.TypedChoiceField:
    """Return a choice of the locations in use; the form says which."""
    field = forms.TypedChoiceField(label=label, coerce=int, widget=forms.Select(attrs={"class": "in"}), required=False)
    field.empty_value = None
    return field


class ByHand(forms.Form):
    """What all changes by hand carry: the form's key, and the figures that the page showed."""

    key = hidden_key()
    seen = SeenField(max_length=4000, required=False)

    def __init__(self, *args: Any, places: list[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(each.id, each.name) for each in places]
                if len(places) == 1:  # nothing to choose
                    field.widget = forms.HiddenInput()

    def seen_at(self, location_id: int | None) -> tuple[int, int]:
        """Return what the page showed there, on hand and incoming; nothing where there was no level yet."""
        first = self.places[0].id if self.places else 0
        seen: Figures = self.cleaned_data["seen"]
        return seen.get(location_id or first, (0, 0))

    def renew(self, levels: Iterable[Level]) -> None:
        """Let the form be sent once more as it is, by somebody who now sees these figures."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": written(levels)}


class AdjustForm(ByHand):
    """How many came in or went out, where, and why."""

    location_id = location_field(_("Location"))
    change = signed(_("Change"), COUNT_THEM, hint=_("5 came in, -2 went out"))
    reason = text(
        _("Reason"), longest=LONGEST_REASON, needed=_("Say why, like delivery or broken. Your colleagues read it.")
    )

    def clean_change(self) -> int:
        """Refuse a change that changes nothing."""
        change = int(self.cleaned_data["change"])
        if change == 0:
            raise ValidationError(COUNT_THEM)
        return change

    def at(self) -> At:
        """Return where, and what was on hand there."""
        place = self.cleaned_data["location_id"]
        return At(place, self.seen_at(place)[0])


class ReceiveForm(ByHand):
    """How many arrived, where, and from whom."""

    location_id = location_field(_("Location"))
    quantity = whole(_("Arrived"), most=MOST_STOCK, least=1, needed=HOW_MANY, says=HOW_MANY)
    reason = text(_("Note"), longest=LONGEST_REASON)

    def at(self) -> At:
        """Return where, and what was on hand there: two who book one delivery find each other."""
        place = self.cleaned_data["location_id"]
        return At(place, self.seen_at(place)[0])


class ExpectForm(ByHand):
    """How many more, or fewer, are on their way, where to, and why."""

    location_id = location_field(_("Location"))
    quantity = signed(_("Expected"), EXPECT_THEM, hint=_("20 more are on their way, -5 do not come after all"))
    reason = text(_("Note"), longest=LONGEST_REASON)

    def at(self) -> At:
        """Return where to, and what was on its way there."""
        place = self.cleaned_data["location_id"]
        return At(place, self.seen_at(place)[1])


class MoveForm(ByHand):
    """How many go from where to where."""

    from_location_id = location_field(_("From"))
    to_location_id = location_field(_("To"))
    quantity = whole(_("How many"), most=MOST_STOCK, least=1, needed=HOW_MANY, says=HOW_MANY)
    reason = text(_("Note"), longest=LONGEST_REASON)

    def clean(self) -> dict[str, Any]:
        """Ask for both ends."""
        for name in ("from_location_id", "to_location_id"):
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, _("Choose a location."))
        return self.cleaned_data

    def move(self) -> Move:
        """Return the move, with what was on hand where the goods lie."""
        given = self.cleaned_data
        source = given["from_location_id"]
        return Move(source, given["to_location_id"], given["quantity"], expected=self.seen_at(source)[0])


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
