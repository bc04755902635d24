"""Fields in the admin's look: texts, amounts in the shop's currency, percentages, and ids that a page ticks."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.money import AmountNotExact, Money, parse_money

type Words = Any
"""A text, or one that is translated when it is shown."""

WRITE_AN_AMOUNT = _("Write the price like 189 or 189.50.")
LONGEST_NUMBER = 20
MOST_IDS = 600
LONGEST_ID, MOST_ID = 15, 2**53


def text(label: Words, *, longest: int, rows: int = 0, needed: Words = "") -> forms.CharField:
    """Return a field for words: one line, or `rows` of them. `needed` is what is said when it stays empty."""
    look: dict[str, Any] = {"class": "in", "rows": rows} if rows else {"class": "in", "autocomplete": "off"}
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(needed),
        error_messages={"required": needed} if needed else {},
        widget=forms.Textarea(attrs=look) if rows else forms.TextInput(attrs=look),
    )


def whole(label: Words, *, most: int, least: int = 0, needed: Words = "", says: Words = "") -> forms.IntegerField:
    """Return a field for a whole number. `says` is the sentence for what is no number."""
    sentences = {"required": needed} if needed else {}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=bool(needed),
        error_messages={**sentences, **({"invalid": says} if says else {})},
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "numeric", "autocomplete": "off"}),
    )


def tick(label: Words, *, initial: bool = False) -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(
        label=label, required=False, initial=initial, widget=forms.CheckboxInput(attrs={"class": "ck"})
    )


def choice(label: Words, choices: Any) -> forms.ChoiceField:
    """Return a field that takes one of a few."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "in"}))


def hidden_version() -> forms.IntegerField:
    """Return the field that carries the version a form was made with."""
    return forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)


def hidden_key() -> forms.CharField:
    """Return the field that carries a form's key: sent twice, the second changes nothing."""
    return forms.CharField(max_length=40, widget=forms.HiddenInput)


class MinorField(forms.CharField):
    """An amount as a person writes it; its value is exact minor units, None when it is empty."""

    currency = ""
    """Set by MoneyForm: a form is made for a shop."""

    def __init__(self, *, label: Words, needed: Words = "") -> None:
        super().__init__(
            label=label,
            max_length=LONGEST_NUMBER,
            required=bool(needed),
            error_messages={"required": needed or WRITE_AN_AMOUNT},
            widget=forms.TextInput(attrs={"class": "in num", "inputmode": "decimal", "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> Any:
        """Read the amount."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            minor = parse_money(typed, self.currency).minor
        except AmountNotExact as error:
            raise ValidationError(WRITE_AN_AMOUNT) from error
        if minor < 0:
            raise ValidationError(_("An amount is not below zero."))
        return minor

    def prepare_value(self, value: Any) -> Any:
        """Write minor units as a person would; what was typed stays as it is."""
        return str(Money(value, self.currency).amount) if isinstance(value, int) else value


class PercentField(forms.CharField):
    """A percentage as a person writes it; its value is a whole number of `per_percent` parts."""

    def __init__(self, *, label: Words, per_percent: int, needed: Words = "") -> None:
        self.per_percent = per_percent
        super().__init__(
            label=label,
            max_length=LONGEST_NUMBER,
            required=bool(needed),
            error_messages={"required": needed},
            widget=forms.TextInput(attrs={"class": "in num", "inputmode": "decimal", "autocomplete": "off"}),
        )

    def clean(self, value: Any) -> Any:
        """Read the percentage. Nothing is rounded."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            parts = Decimal(typed.replace(",", ".")) * self.per_percent
        except ArithmeticError:  # no number, or one that is beyond all measure
            parts = Decimal(-1)
        if not parts.is_finite() or not 0 <= parts <= 100 * self.per_percent or parts != parts.to_integral_value():
            raise ValidationError(_("Write a percentage like 25 or 7.5, at most 100."))
        return int(parts)

    def prepare_value(self, value: Any) -> Any:
        """Write the parts as a percentage; what was typed stays as it is."""
        return f"{Decimal(value) / self.per_percent:f}" if isinstance(value, int) else value


class IdsField(forms.MultipleChoiceField):
    """Ids that a page offers to tick. Which of them there are is for the service to say."""

    def __init__(self, *, label: Words) -> None:
        super().__init__(label=label, required=False, widget=forms.CheckboxSelectMultiple)

    def clean(self, value: Any) -> Any:
        """Return the ids; what is none, or more than there can be, is refused."""
        typed = [str(each) for each in value or []]
        if len(typed) > MOST_IDS or not all(is_id(each) for each in typed):
            raise ValidationError(_("One of these is no longer there. Choose again."))
        return frozenset(int(each) for each in typed)


def is_id(typed: str) -> bool:
    """Say whether a text is an id: digits, and few enough of them for the database."""
    return typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_ID


class MoneyForm(forms.Form):
    """A form with amounts, made for a shop's currency."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, MinorField):
                field.currency = currency
