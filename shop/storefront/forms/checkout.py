"""What buyers type at the checkout."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.addresses import LONGEST, Address
from shop.countries import countries
from shop.money import LARGEST_MINOR, Money, MoneyError
from shop.orders.types import MANUAL
from shop.payments.types import Card
from shop.postcodes import needs_postcode
from shop.pricing.types import Destination
from shop.storefront.forms.places import chosen_method, destination_typed

KEY = re.compile(r"^[A-Za-z0-9_-]{20,64}\Z")
"""What a form's idempotency key may be: it becomes a part of the order page's address."""

EXPIRY = re.compile(r"^\s*(0?[1-9]|1[0-2])\s*[/-]?\s*(?:20)?([0-9]{2})\s*$")
NOT_DIGITS = re.compile(r"[\s-]")


def _line(label: Any, autocomplete: str, *, missing: Any = None, max_length: int = 100) -> forms.CharField:
    """Make a line of text; without a sentence for a missing one it may be left empty."""
    return forms.CharField(
        label=label,
        max_length=max_length,
        required=missing is not None,
        error_messages={"required": missing} if missing else None,
        widget=forms.TextInput({"class": "sin", "autocomplete": autocomplete}),
    )


class CardInput(forms.TextInput):
    """A field of the card, which is never sent back: who has to correct something else types it again."""

    def __init__(self, autocomplete: str) -> None:
        super().__init__(attrs={"class": "sin num", "inputmode": "numeric", "autocomplete": autocomplete})

    def format_value(self, value: Any) -> None:
        """Show nothing of what was typed."""


def _card_field(label: Any, autocomplete: str, max_length: int, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=max_length, error_messages={"required": missing}, widget=CardInput(autocomplete)
    )


class CheckoutForm(forms.Form):
    """The whole checkout on one page."""

    idempotency_key = forms.RegexField(KEY, widget=forms.HiddenInput)
    total_minor = forms.IntegerField(min_value=0, max_value=LARGEST_MINOR, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)

    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        error_messages={
            "required": _("Fill in your email address."),
            "invalid": _("Write the whole address, like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"class": "sin", "autocomplete": "email"}),
    )

    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "sin", "autocomplete": "tel", "inputmode": "tel"}),
    )
    accepts_marketing = forms.BooleanField(required=False)

    method_id = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note for the shop"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"class": "sin", "rows": 3}),
    )
    payment = forms.ChoiceField(choices=[("card", _("Card")), (MANUAL, _("Manual payment"))], required=False)

    shipping_country = forms.ChoiceField(label=_("Country"))
    shipping_name = _line(_("Full name"), "shipping name", missing=_("Fill in who the parcel is for."))
    shipping_line1 = _line(_("Street and number"), "shipping address-line1", missing=_("Fill in street and number."))
    shipping_line2 = _line(_("Flat, floor or company"), "shipping address-line2")
    shipping_postcode = _line(_("Postcode"), "shipping postal-code", max_length=20)
    shipping_city = _line(_("Town"), "shipping address-level2", missing=_("Fill in the town."))
    shipping_region = _line(_("Region or state"), "shipping address-level1", max_length=LONGEST["region"])

    billing_differs = forms.BooleanField(label=_("The billing address is another one"), required=False)
    billing_country = forms.ChoiceField(label=_("Country"), required=False)
    billing_name = _line(_("Full name"), "billing name")
    billing_line1 = _line(_("Street and number"), "billing address-line1")
    billing_line2 = _line(_("Flat, floor or company"), "billing address-line2")
    billing_postcode = _line(_("Postcode"), "billing postal-code", max_length=20)
    billing_city = _line(_("Town"), "billing address-level2")
    billing_region = _line(_("Region or state"), "billing address-level1", max_length=LONGEST["region"])

    card_number = _card_field(_("Card number"), "cc-number", 30, _("Fill in the card number."))
    card_expiry = _card_field(_("Expires, MM / YY"), "cc-exp", 9, _("Fill in month and year, like 04 / 29."))
    card_code = _card_field(_("Security code"), "cc-csc", 4, _("Fill in the security code. It is printed on the card."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in ("shipping", "billing"):
            field = self.fields[f"{part}_country"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = countries()
            field.error_messages["invalid_choice"] = _("Choose a country from the list.")
            field.widget.attrs |= {"class": "sin", "autocomplete": f"{part} country"}
        for name in ("country", "region", "postcode"):
            self.fields[f"shipping_{name}"].widget.attrs["class"] = "sin reckons"
        if self.is_bound and not self.wants_card:
            for name in ("card_number", "card_expiry", "card_code"):
                self.fields[name].required = False

    @property
    def wants_card(self) -> bool:
        """Whether a card is to be typed: neither for a manual payment nor for nothing."""
        return self.data.get("payment") != MANUAL and str(self.data.get("total_minor", "")).strip() != "0"

    @property
    def wrong_fields(self) -> list[forms.BoundField]:
        """The fields that have to be put right, in reading order; the hidden ones are nobody's to mend."""
        return [field for field in self.visible_fields() if field.errors]

    @property
    def delivery_fields(self) -> Iterator[forms.BoundField]:
        """The address the goods go to, in reading order."""
        return self._address_fields("shipping")

    @property
    def billing_fields(self) -> Iterator[forms.BoundField]:
        """The address of the card's holder."""
        return self._address_fields("billing")

    def shipping_address(self) -> Address:
        """Return where the goods go."""
        return self._address("shipping")

    def billing_address(self) -> Address:
        """Return where the bill goes: there as well, unless the buyer said otherwise."""
        return self._address("billing" if self.cleaned_data["billing_differs"] else "shipping")

    def destination(self) -> Destination | None:
        """Return where it goes, as far as that was typed: also of a form that has to be put right."""
        country, region, postcode = (
            str(self[f"shipping_{name}"].value() or "") for name in ("country", "region", "postcode")
        )
        return destination_typed(country, region, postcode)

    def method_chosen(self) -> int | None:
        """Return the chosen way to ship, if it may be one: also of a form that has to be put right."""
        return chosen_method(self)

    def email_typed(self) -> str:
        """Return whose codes they are, if that was typed: also of a form that has to be put right."""
        return str(getattr(self, "cleaned_data", {}).get("email", ""))

    def card(self) -> Card:
        """Return the card, for the gateway."""
        month, year = self.cleaned_data["card_expiry"]
        return Card(self.cleaned_data["card_number"], month, year, self.cleaned_data["card_code"])

    def expected_total(self) -> Money:
        """Return the sum that the button said."""
        return Money(self.cleaned_data["total_minor"], self.cleaned_data["currency"])

    def clean_currency(self) -> str:
        """Refuse what is no currency: the field is hidden, so that is a forgery and not a slip."""
        currency = str(self.cleaned_data["currency"])
        try:
            Money(0, currency)
        except MoneyError as error:
            raise ValidationError(str(error)) from error
        return currency

    def clean_card_number(self) -> str:
        """Take out what makes a number readable: spaces and hyphens."""
        if not self.wants_card:
            return ""
        number = NOT_DIGITS.sub("", self.cleaned_data["card_number"])
        if not re.fullmatch(r"[0-9]{12,19}", number):
            raise ValidationError(_("A card number has 12 to 19 digits."))
        return number

    def clean_card_expiry(self) -> tuple[int, int]:
        """Read 04/29, 4/2029, 0429 as month and year."""
        if not self.wants_card:
            return 0, 0
        match = EXPIRY.match(self.cleaned_data["card_expiry"])
        if match is None:
            raise ValidationError(_("Write month and year as on the card, like 04 / 29."))
        month, year = int(match[1]), 2000 + int(match[2])
        today = timezone.localdate()
        if (year, month) < (today.year, today.month):
            raise ValidationError(_("This card has expired. Use another one."))
        return month, year

    def clean_card_code(self) -> str:
        """Look for the three or four digits on the card."""
        code = str(self.cleaned_data["card_code"])
        if not self.wants_card:
            return ""
        if not re.fullmatch(r"[0-9]{3,4}", code):
            raise ValidationError(_("The security code has three or four digits."))
        return code

    def clean(self) -> dict[str, Any]:
        """Ask for a postcode where there are any, and for the second address only when there is one."""
        cleaned = super().clean() or self.cleaned_data
        if self._lacks("shipping_postcode") and needs_postcode(cleaned.get("shipping_country", "")):
            self.add_error("shipping_postcode", _("Fill in the postcode."))
        if cleaned.get("billing_differs"):
            names = ["country", "name", "line1", "city"]
            names += ["postcode"] if needs_postcode(cleaned.get("billing_country", "")) else []
            for name in names:
                if self._lacks(f"billing_{name}"):
                    self.add_error(f"billing_{name}", _("Fill this in for the billing address."))
        return cleaned

    def _lacks(self, name: str) -> bool:
        return not self.cleaned_data.get(name) and name not in self.errors

    def _address(self, part: str) -> Address:
        names = ("name", "line1", "line2", "postcode", "city", "region", "country")
        return Address(**{name: self.cleaned_data[f"{part}_{name}"] for name in names})

    def _address_fields(self, part: str) -> Iterator[forms.BoundField]:
        for name in ("country", "name", "line1", "line2", "postcode", "city", "region"):
            yield self[f"{part}_{name}"]
