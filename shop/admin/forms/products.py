"""What staff type. The forms look at shape; shop.catalog decides."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.catalog.types import Product, ProductFields, ProductState, one_variant
from shop.money import AmountNotExact, parse_money

LONGEST_TITLE, LONGEST_TEXT, LONGEST_SKU = 200, 10_000, 64
MOST_STOCK = 1_000_000
COUNT_THEM = _("Write how many came in, like 5, or went out, like -2.")


class ProductForm(forms.Form):
    """A product as the editor shows it. `version` is the one that was read."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Give the product a title.")},
        widget=forms.TextInput(attrs={"class": "in"}),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "in", "rows": 5}),
    )
    price = forms.CharField(
        label=_("Price"),
        max_length=20,
        error_messages={"required": _("Write the price like 189 or 189.50.")},
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "decimal"}),
    )
    sku = forms.CharField(
        label=_("SKU"),
        required=False,
        max_length=LONGEST_SKU,
        widget=forms.TextInput(attrs={"class": "in num", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("Status"),
        choices=[
            (ProductState.ACTIVE.value, _("Active")),
            (ProductState.DRAFT.value, _("Draft")),
            (ProductState.ARCHIVED.value, _("Archived")),
        ],
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(*args, **kwargs)

    def clean_price(self) -> int:
        """Read the price as exact minor units."""
        try:
            price = parse_money(self.cleaned_data["price"], self.currency)
        except AmountNotExact as error:
            raise ValidationError(_("Write the price like 189 or 189.50.")) from error
        if price.minor < 0:
            raise ValidationError(_("A price is not below zero."))
        return price.minor

    def product_fields(self, product: Product | None = None) -> ProductFields:
        """Return what was filled in; of a present product all else as it is."""
        given = self.cleaned_data
        fields = ProductFields.of(product) if product is not None else one_variant("", 0)
        first = replace(fields.variants[0], price_minor=given["price"], sku=given["sku"])
        return replace(
            fields,
            title=given["title"],
            description=given["description"],
            state=ProductState(given["state"]),
            variants=(first, *fields.variants[1:]),
        )


def values_of(product: Product) -> dict[str, Any]:
    """Return a product as the form's first values."""
    return {
        "version": product.version,
        "title": product.title,
        "description": product.description,
        "price": str(product.variants[0].price.amount),
        "sku": product.sku,
        "state": product.state.value,
    }


class StockForm(forms.Form):
    """A change of what is on the shelf, and why."""

    change = forms.IntegerField(
        label=_("Change"),
        min_value=-MOST_STOCK,
        max_value=MOST_STOCK,
        error_messages={"required": COUNT_THEM, "invalid": COUNT_THEM},
        widget=forms.TextInput(attrs={"class": "in num", "inputmode": "text", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=100,
        error_messages={"required": _("Say why, like delivery or broken. Your colleagues read it.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )

    def clean_change(self) -> int:
        """Refuse a change that changes nothing."""
        change = int(self.cleaned_data["change"])
        if change == 0:
            raise ValidationError(COUNT_THEM)
        return change
