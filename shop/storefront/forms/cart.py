"""What buyers type into the cart: how many of what, and discount codes."""

from django import forms

MOST_OF_ONE = 99


class LineForm(forms.Form):
    """One variant and how many of it. The names are those that theme developers know."""

    id = forms.IntegerField(min_value=1)
    quantity = forms.IntegerField(min_value=0, max_value=MOST_OF_ONE, required=False)
    remove = forms.BooleanField(required=False)

    def quantity_asked(self) -> int:
        """Return how many; one without a word of it, none when the button said Remove."""
        if self.cleaned_data["remove"]:
            return 0
        quantity = self.cleaned_data["quantity"]
        return 1 if quantity is None else int(quantity)


class CodeForm(forms.Form):
    """A discount code that a buyer types, or takes out again."""

    code = forms.CharField(max_length=60)
    remove = forms.BooleanField(required=False)
