"""What staff fill in after a sale. The forms look at shape; shop.orders decides."""

import re
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.inventory.types import Location
from shop.money import AmountNotExact, Money, parse_money
from shop.orders.types import AfterSale, Order, Parcel, RefundWish

KEY = re.compile(r"^[A-Za-z0-9_-]{20,64}\Z")
"""What a form's key may be. It is made with the form, so that a form that is sent twice does one thing."""


def new_key() -> str:
    """Return a key for one form."""
    return secrets.token_urlsafe(24)


AMOUNT_WRONG = _("Write the amount like 12 or 12.50.")


class KeyedForm(forms.Form):
    """A form that does one thing however often it is sent."""

    key = forms.RegexField(KEY, widget=forms.HiddenInput)


def _text(label: Any, longest: int, **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", **attrs}),
    )


def _pieces(most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Pieces"),
        required=False,
        min_value=0,
        max_value=most,
        initial=initial,
        error_messages={"max_value": _("Only %(limit_value)d are left."), "invalid": _("Write a whole number.")},
        widget=forms.NumberInput(attrs={"class": "in num w-20! text-center", "inputmode": "numeric"}),
    )


class LinesForm(KeyedForm):
    """Asks for a number of pieces of each line. `rows` pairs the lines with their fields, for the page."""

    def __init__(self, *args: Any, order: Order, pieces: dict[int, int], initially_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self._lines = [line for line in order.lines if pieces[line.id]]
        for line in self._lines:
            self.fields[f"pieces_{line.id}"] = _pieces(pieces[line.id], pieces[line.id] if initially_all else 0)
        self.left = pieces

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each line with its fields and how many are left."""
        return [
            {"line": line, "left": self.left[line.id], **{name: self[f"{name}_{line.id}"] for name in self.per_line}}
            for line in self._lines
        ]

    per_line: tuple[str, ...] = ("pieces",)

    def quantities(self) -> dict[int, int]:
        """Return how many pieces of which line, those with none left out."""
        asked = {line.id: self.cleaned_data.get(f"pieces_{line.id}") or 0 for line in self._lines}
        return {line_id: count for line_id, count in asked.items() if count}


class FulfilForm(LinesForm):
    """What goes out now, from where and how."""

    carrier = _text(_("Carrier"), 60)
    tracking_number = _text(_("Tracking number"), 120)
    tracking_url = _text(_("Tracking address"), 500, inputmode="url")
    location = forms.ChoiceField(label=_("From"), required=False, widget=forms.Select(attrs={"class": "in"}))

    def __init__(self, *args: Any, after: AfterSale, locations: list[Location], **kwargs: Any) -> None:
        pieces = {line_id: line.to_send for line_id, line in after.lines.items()}
        super().__init__(*args, pieces=pieces, initially_all=True, **kwargs)
        _offer(self.fields["location"], _("Where it is reserved"), locations)

    def parcel(self) -> Parcel:
        """Return what was filled in."""
        given = self.cleaned_data
        return Parcel(
            key=given["key"],
            quantities=self.quantities(),
            location_id=int(given["location"]) if given["location"] else None,
            carrier=given["carrier"],
            tracking_number=given["tracking_number"],
            tracking_url=given["tracking_url"],
        )


class RefundForm(LinesForm):
    """What is given back. `expected` is what the button said; without it only the sum is worked out."""

    per_line = ("pieces", "restock")

    shipping = _text(_("Shipping"), 20, inputmode="decimal")
    location = forms.ChoiceField(label=_("Put back at"), required=False, widget=forms.Select(attrs={"class": "in"}))
    reason = _text(_("Reason"), 200)
    expected_minor = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, after: AfterSale, locations: list[Location], **kwargs: Any) -> None:
        pieces = {line_id: line.to_refund for line_id, line in after.lines.items()}
        super().__init__(*args, pieces=pieces, initially_all=False, **kwargs)
        self.most_shipping: Money = after.money.shipping_to_refund
        for line in self._lines:
            self.fields[f"restock_{line.id}"] = forms.BooleanField(
                label=_("Put back into stock"),
                required=False,
                initial=True,
                widget=forms.CheckboxInput(attrs={"class": "ck"}),
            )
        _offer(self.fields["location"], _("The first location"), locations)

    def clean_shipping(self) -> int:
        """Read the amount as exact minor units; nothing means none."""
        typed = self.cleaned_data["shipping"].strip()
        if not typed:
            return 0
        try:
            amount = parse_money(typed, self.most_shipping.currency)
        except AmountNotExact as error:
            raise ValidationError(AMOUNT_WRONG) from error
        if amount.minor < 0:
            raise ValidationError(AMOUNT_WRONG)
        return amount.minor

    def wish(self, *, is_confirmed: bool) -> RefundWish:
        """Return what was filled in."""
        given = self.cleaned_data
        return RefundWish(
            key=given["key"],
            quantities=self.quantities(),
            shipping_minor=given["shipping"],
            restock=frozenset(line.id for line in self._lines if given[f"restock_{line.id}"]),
            location_id=int(given["location"]) if given["location"] else None,
            reason=given["reason"],
            expected_minor=given["expected_minor"] if is_confirmed else None,
        )


class AmountForm(KeyedForm):
    """An amount of the order's money, all of what is left without one."""

    amount = _text(_("Amount"), 20, inputmode="decimal")

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int | None:
        """Read the amount as exact minor units."""
        typed = self.cleaned_data["amount"].strip()
        if not typed:
            return None
        try:
            amount = parse_money(typed, self.currency)
        except AmountNotExact as error:
            raise ValidationError(AMOUNT_WRONG) from error
        if amount.minor <= 0:
            raise ValidationError(AMOUNT_WRONG)
        return amount.minor


class CancelForm(KeyedForm):
    """Why an order is cancelled."""

    reason = _text(_("Reason"), 200)


class NoteForm(KeyedForm):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note"),
        max_length=5000,
        error_messages={"required": _("Write the note first.")},
        widget=forms.Textarea(attrs={"class": "in", "rows": 2}),
    )


class TagsForm(forms.Form):
    """An order's tags, separated by commas."""

    tags = _text(_("Tags"), 3200)

    def words(self) -> list[str]:
        """Return the tags one by one."""
        return [tag for tag in self.cleaned_data["tags"].split(",") if tag.strip()]


def _offer(field: forms.Field, unchosen: Any, locations: list[Location]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", unchosen), *((str(each.id), each.name) for each in locations if each.is_active)]
