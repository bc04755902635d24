"""What of a checkout a price hangs on: where it goes, and how it is sent."""

from django import forms

from shop.addresses import LONGEST
from shop.countries import is_country
from shop.pricing.types import Destination


class PlaceForm(forms.Form):
    """The part of the checkout's form that is sent when it changes. What cannot be read counts as not typed."""

    shipping_country = forms.CharField(max_length=2, required=False)
    shipping_region = forms.CharField(max_length=LONGEST["region"], required=False)
    shipping_postcode = forms.CharField(max_length=LONGEST["postcode"], required=False)
    method_id = forms.IntegerField(min_value=1, required=False)

    def destination(self) -> Destination | None:
        """Return where it goes, as far as that was typed."""
        self.is_valid()
        typed = (self.cleaned_data.get(f"shipping_{name}", "") for name in ("country", "region", "postcode"))
        return destination_typed(*typed)

    def method_chosen(self) -> int | None:
        """Return the chosen way to ship, if it may be one."""
        self.is_valid()
        return chosen_method(self)


def destination_typed(country: str, region: str, postcode: str) -> Destination | None:
    """Return a destination as the checkout will read it; None without a country."""
    code = country.strip().upper()
    return Destination(code, region.strip(), postcode.strip()) if is_country(code) else None


def chosen_method(form: forms.Form) -> int | None:
    """Return a form's way to ship, if it was looked at and may be one."""
    chosen = getattr(form, "cleaned_data", {}).get("method_id")
    return int(chosen) if chosen else None
