"""What buyers ask of lists: an order, and words to look for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.catalog.types import ProductSort

SORTS: dict[ProductSort, Any] = {
    ProductSort.MANUAL: _("As arranged"),
    ProductSort.NEWEST: _("Newest"),
    ProductSort.TITLE: _("By name"),
    ProductSort.PRICE_UP: _("Price, low to high"),
    ProductSort.PRICE_DOWN: _("Price, high to low"),
}


class BrowseForm(forms.Form):
    """In which order a buyer wants to see products. The field's name is the one that theme developers know."""

    sort_by = forms.ChoiceField(choices=[(each.value, each.value) for each in ProductSort], required=False)

    def sort(self, *, default: ProductSort) -> ProductSort:
        """Return the order asked for; what is none of ours counts as not asked."""
        return ProductSort(self.cleaned_data["sort_by"] or default) if self.is_valid() else default

    @staticmethod
    def choices(*, is_manual: bool) -> list[tuple[str, Any]]:
        """Return the orders to choose from, each with its name; only a collection has one of its own."""
        return [(sort.value, name) for sort, name in SORTS.items() if is_manual or sort is not ProductSort.MANUAL]


class SearchForm(forms.Form):
    """What a buyer looks for."""

    q = forms.CharField(max_length=200, required=False)

    def words(self) -> str:
        """Return the words; too long a text finds nothing."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""
