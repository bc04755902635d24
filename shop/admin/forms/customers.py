"""What staff write of customers. The forms look at shape; shop.customers decides."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.addresses import LONGEST, LONGEST_EMAIL, Address
from shop.countries import countries
from shop.customers.types import ConsentChannel, ConsentState, Customer, CustomerFields, SavedAddress
from shop.languages import languages

LONGEST_NOTE, LONGEST_TAGS, LONGEST_WORDING = 5000, 3200, 500


def _line(label: Any, name: str, *, is_needed: bool = False, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=is_needed,
        max_length=LONGEST[name],
        error_messages={"required": _("Please fill this in.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", **attrs}),
    )


def _choice(label: Any, **attrs: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, widget=forms.Select(attrs={"class": "in", **attrs}))


class CustomerForm(forms.Form):
    """A customer as the editor shows it. `version` is the one that was read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = _line(_("Name"), "name")
    email = forms.CharField(
        label=_("Email"),
        max_length=LONGEST_EMAIL,
        error_messages={"required": _("Write the email address, like name@example.com.")},
        widget=forms.EmailInput(attrs={"class": "in", "autocomplete": "off"}),
    )
    phone = _line(_("Phone"), "phone", inputmode="tel")
    language = _choice(_("Language"))
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=LONGEST_TAGS,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"class": "in", "rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not known")), *languages()]
        field.required = False

    def customer_fields(self) -> CustomerFields:
        """Return what was filled in."""
        given = self.cleaned_data
        return CustomerFields(
            email=given["email"],
            name=given["name"],
            phone=given["phone"],
            note=given["note"],
            language=given["language"],
            tags=tuple(given["tags"].split(",")),
        )


class AddressForm(forms.Form):
    """An address as the editor shows it."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = _line(_("Full name"), "name", is_needed=True)
    company = _line(_("Company"), "company")
    line1 = _line(_("Street and number"), "line1", is_needed=True)
    line2 = _line(_("Flat, floor"), "line2")
    postcode = _line(_("Postcode"), "postcode")
    city = _line(_("Town"), "city", is_needed=True)
    region = _line(_("Region"), "region")
    country = _choice(_("Country"))
    phone = _line(_("Phone"), "phone", inputmode="tel")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = countries()
        field.error_messages["invalid_choice"] = _("Choose a country from the list.")

    def address(self) -> Address:
        """Return what was filled in."""
        return Address(**{name: self.cleaned_data[name] for name in LONGEST})


class ConsentForm(forms.Form):
    """What a customer said about being written to, and how staff were told."""

    channel = forms.ChoiceField(
        label=_("About"),
        choices=[(ConsentChannel.EMAIL.value, _("Emails")), (ConsentChannel.SMS.value, _("Text messages"))],
        widget=forms.Select(attrs={"class": "in"}),
    )
    state = forms.ChoiceField(
        label=_("The customer"),
        choices=[(ConsentState.GIVEN.value, _("Agreed")), (ConsentState.WITHDRAWN.value, _("Wants no more"))],
        widget=forms.Select(attrs={"class": "in"}),
    )
    wording = forms.CharField(
        label=_("How you were told"),
        max_length=LONGEST_WORDING,
        error_messages={"required": _("Say how you were told, like by phone or at the fair.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )


def values_of_customer(customer: Customer) -> dict[str, Any]:
    """Return a customer as the form's first values."""
    return {**asdict(customer.fields), "tags": ", ".join(customer.tags), "version": customer.version}


def values_of_address(saved: SavedAddress) -> dict[str, Any]:
    """Return an address as the form's first values."""
    return {**asdict(saved.address), "version": saved.version}
