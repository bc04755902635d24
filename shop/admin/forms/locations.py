"""A location as settings show it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import choice, hidden_version, text, whole
from shop.countries import countries
from shop.inventory.types import Location

LONGEST_NAME, LAST_POSITION = 80, 1000


class LocationForm(forms.Form):
    """A place where goods lie. `position` is its priority: goods are taken from the first one that has them."""

    version = hidden_version()
    name = text(_("Name"), longest=LONGEST_NAME, needed=_("Give the location a name."))
    country = choice(_("Country"), [])
    position = whole(_("Place in the order"), most=LAST_POSITION, least=1, needed=_("Write a number, like 1."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_countries(self)


def offer_countries(form: forms.Form) -> None:
    """Let the form's country be any, by name in the reader's language."""
    field = form.fields["country"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Choose a country")), *countries()]
    field.error_messages["required"] = _("Choose a country.")


def values_of_location(location: Location) -> dict[str, Any]:
    """Return a location as the form's first values."""
    return {
        "version": location.version,
        "name": location.name,
        "country": location.country,
        "position": location.position,
    }
