"""A collection as its editor shows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import hidden_version, text, tick
from shop.catalog.api import limits
from shop.catalog.types import Collection, CollectionFields


class CollectionForm(forms.Form):
    """A collection without its products. `version` is the one that was read."""

    version = hidden_version()
    title = text(_("Title"), longest=limits.LONGEST_TEXT, needed=_("Give the collection a title."))
    description = text(_("Description"), longest=limits.LONGEST_BODY, rows=4)
    is_published = tick(_("Show in the online shop"), initial=True)
    seo_title = text(_("Title in search results"), longest=limits.LONGEST_TEXT)
    seo_description = text(_("Description in search results"), longest=limits.LONGEST_SEO_DESCRIPTION, rows=3)

    def collection_fields(self) -> CollectionFields:
        """Return what was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return CollectionFields(**given)


def values_of_collection(collection: Collection) -> dict[str, Any]:
    """Return a collection as the form's first values."""
    return {
        "version": collection.version,
        "title": collection.title,
        "description": collection.description,
        "is_published": collection.is_published,
        "seo_title": collection.seo_title,
        "seo_description": collection.seo_description,
    }
