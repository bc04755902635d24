"""A product as the editor shows it: its own fields, and the grid of its variants."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import WRITE_AN_AMOUNT, MinorField, MoneyForm, choice, hidden_version, text, tick, whole
from shop.catalog.api import limits
from shop.catalog.types import Product, ProductFields, ProductState, VariantFields

GRID = "variants"
LONGEST_TAGS = 10_000
OPTIONS = tuple(f"option{place}" for place in range(1, limits.MOST_OPTIONS + 1))
VALUES = tuple(f"values{place}" for place in range(1, limits.MOST_OPTIONS + 1))

STATES = [
    (ProductState.ACTIVE.value, _("Active")),
    (ProductState.DRAFT.value, _("Draft")),
    (ProductState.ARCHIVED.value, _("Archived")),
]


class ProductForm(forms.Form):
    """A product without its variants. `version` is the one that was read; `values…` only fill the grid."""

    version = hidden_version()
    title = text(_("Title"), longest=limits.LONGEST_TEXT, needed=_("Give the product a title."))
    description = text(_("Description"), longest=limits.LONGEST_BODY, rows=6)
    state = choice(_("Status"), STATES)
    is_published = tick(_("Show in the online shop"), initial=True)
    vendor = text(_("Maker"), longest=limits.LONGEST_TEXT)
    product_type = text(_("Type"), longest=limits.LONGEST_TEXT)
    tags = text(_("Tags"), longest=LONGEST_TAGS)
    seo_title = text(_("Title in search results"), longest=limits.LONGEST_TEXT)
    seo_description = text(_("Description in search results"), longest=limits.LONGEST_SEO_DESCRIPTION, rows=3)
    option1 = text(_("First option"), longest=limits.LONGEST_TEXT)
    option2 = text(_("Second option"), longest=limits.LONGEST_TEXT)
    option3 = text(_("Third option"), longest=limits.LONGEST_TEXT)
    values1 = text(_("Its values"), longest=limits.LONGEST_BODY)
    values2 = text(_("Its values"), longest=limits.LONGEST_BODY)
    values3 = text(_("Its values"), longest=limits.LONGEST_BODY)

    @property
    def named_options(self) -> list[str]:
        """Which of the three options have a name, as their fields are called."""
        return [name for name in OPTIONS if str(self[name].value() or "").strip()]

    def product_fields(self, variants: Iterable[VariantFields], product: Product | None = None) -> ProductFields:
        """Return what was filled in; of a present product all else as it is."""
        given, rows = self.cleaned_data, tuple(variants)
        fields = ProductFields.of(product) if product is not None else ProductFields("", rows)
        return replace(
            fields,
            title=given["title"],
            description=given["description"],
            state=ProductState(given["state"]),
            is_published=given["is_published"],
            vendor=given["vendor"],
            product_type=given["product_type"],
            tags=tuple(given["tags"].split(",")),
            seo_title=given["seo_title"],
            seo_description=given["seo_description"],
            option_names=tuple(given[name] for name in OPTIONS if given[name].strip()),
            variants=rows,
        )


class VariantForm(MoneyForm):
    """One row of the grid. How many there are is asked of new variants only."""

    id = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)
    option1 = text(_("First option"), longest=limits.LONGEST_TEXT)
    option2 = text(_("Second option"), longest=limits.LONGEST_TEXT)
    option3 = text(_("Third option"), longest=limits.LONGEST_TEXT)
    price = MinorField(label=_("Price"), needed=WRITE_AN_AMOUNT)
    compare_at = MinorField(label=_("Price before"))
    cost = MinorField(label=_("Cost"))
    on_hand = whole(_("In stock"), most=limits.MOST_ON_HAND)
    sku = text(_("SKU"), longest=limits.LONGEST_TEXT)
    barcode = text(_("Barcode"), longest=limits.LONGEST_TEXT)
    grams = whole(_("Weight in grams"), most=limits.MOST_GRAMS)
    requires_shipping = tick(_("Is sent"), initial=True)
    is_taxable = tick(_("Is taxed"), initial=True)

    def variant_fields(self, options: Iterable[str], product: Product | None) -> VariantFields:
        """Return what was filled in; of a present variant all else as it is."""
        given = self.cleaned_data
        present = product.find_variant(given["id"] or 0) if product is not None else None
        fields = VariantFields.of(present) if present is not None else VariantFields(0, id=given["id"])
        return replace(
            fields,
            price_minor=given["price"],
            options=tuple(given[name] for name in options),
            sku=given["sku"],
            barcode=given["barcode"],
            compare_at_minor=given["compare_at"],
            cost_minor=given["cost"],
            grams=given["grams"] or 0,
            requires_shipping=given["requires_shipping"],
            is_taxable=given["is_taxable"],
            on_hand=given["on_hand"] or 0,
        )


type Grid = BaseFormSet[VariantForm]

GridForms: type[Grid] = formset_factory(
    VariantForm,
    extra=0,
    min_num=1,
    max_num=limits.MOST_VARIANTS,
    absolute_max=limits.MOST_VARIANTS + 50,
    can_delete=True,
)


def grid_of(currency: str, *, data: Mapping[str, Any] | None = None, rows: list[dict[str, Any]] | None = None) -> Grid:
    """Return the grid as it was sent, or with these rows to begin with."""
    return GridForms(data, initial=rows, prefix=GRID, form_kwargs={"currency": currency})


def kept_rows(grid: Grid) -> list[VariantForm]:
    """Return the rows that stay: neither ticked to be taken out nor left empty."""
    gone = set(map(id, grid.deleted_forms))
    return [form for form in grid.forms if id(form) not in gone and form.cleaned_data]


def values_of(product: Product) -> dict[str, Any]:
    """Return a product as the form's first values."""
    options = product.options
    return {
        "version": product.version,
        "title": product.title,
        "description": product.description,
        "state": product.state.value,
        "is_published": product.is_published,
        "vendor": product.vendor,
        "product_type": product.product_type,
        "tags": ", ".join(product.tags),
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        **{OPTIONS[place]: name for place, (name, _values) in enumerate(options)},
        **{VALUES[place]: ", ".join(values) for place, (_name, values) in enumerate(options)},
    }


def rows_of(product: Product) -> list[dict[str, Any]]:
    """Return a product's variants as the grid's first values."""
    return [
        {
            "id": each.id,
            **dict(zip(OPTIONS, each.options, strict=False)),
            "price": each.price.minor,
            "compare_at": each.compare_at.minor if each.compare_at is not None else None,
            "cost": each.cost.minor if each.cost is not None else None,
            "sku": each.sku,
            "barcode": each.barcode,
            "grams": each.grams or "",
            "requires_shipping": each.requires_shipping,
            "is_taxable": each.is_taxable,
        }
        for each in product.variants
    ]
