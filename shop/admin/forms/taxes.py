"""Taxes as settings show them: how the shop taxes, and each rate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import PercentField, choice, hidden_version, text, tick
from shop.admin.forms.locations import offer_countries
from shop.pricing.types import PPM, StoredTaxRate, TaxRateFields

LONGEST_NAME = 60
PER_PERCENT = PPM // 100


class TaxesForm(forms.Form):
    """Whether prices include tax, and whether shipping is taxed."""

    version = hidden_version()
    prices_include_tax = tick(_("Prices include tax"))
    is_shipping_taxed = tick(_("Tax shipping too"))


class TaxRateForm(forms.Form):
    """One tax of a country, or of a region of it."""

    version = hidden_version()
    name = text(_("Name"), longest=LONGEST_NAME, needed=_("Say what the tax is called, like VAT."))
    country = choice(_("Country"), [])
    rate = PercentField(label=_("Rate"), per_percent=PER_PERCENT, needed=_("Write a percentage like 25 or 8.875."))
    region = text(_("Region"), longest=LONGEST_NAME)
    replaces_country = tick(_("Instead of the country's tax"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_countries(self)

    def rate_fields(self) -> TaxRateFields:
        """Return what was filled in."""
        given = self.cleaned_data
        return TaxRateFields(
            given["name"], given["country"], given["rate"] or 0, given["region"], given["replaces_country"]
        )


def values_of_rate(rate: StoredTaxRate) -> dict[str, Any]:
    """Return a rate as the form's first values."""
    return {
        "version": rate.version,
        "name": rate.fields.name,
        "country": rate.fields.country,
        "rate": rate.fields.rate_ppm,
        "region": rate.fields.region,
        "replaces_country": rate.fields.replaces_country,
    }
