"""What the catalog refuses, as a tree. The docstring of a class is its default message.

CatalogError
├── ProductUnknown
├── VariantUnknown
├── CollectionUnknown
├── HandleTaken
├── ProductSold
├── PictureUnknown
├── PictureRefused
├── TooManyPictures
├── FieldsWrong
├── ShopNotSetUp
├── CurrencyFixed
└── StockError
    └── OutOfStock
"""

import inspect
from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from shop.catalog.pictures.rules import PictureFault
from shop.catalog.pictures.sentences import picture_sentence


class CatalogError(Exception):
    """The catalog does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or inspect.cleandoc(type(self).__doc__ or ""))


class ProductUnknown(CatalogError):
    """This shop has no such product."""


class VariantUnknown(CatalogError):
    """This shop has no such variant."""


class CollectionUnknown(CatalogError):
    """This shop has no such collection."""


class HandleTaken(CatalogError):
    """This handle is taken already."""


class ProductSold(CatalogError):
    """This was sold already, and orders refer to it. Archive it instead."""


class PictureUnknown(CatalogError):
    """This shop has no such picture."""


class PictureRefused(CatalogError):
    """The file cannot be taken as a picture. `fault` says why."""

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(picture_sentence(fault))
        self.fault = fault


class TooManyPictures(CatalogError):
    """A product has at most 250 pictures."""


class FieldsWrong(CatalogError):
    """Some fields have to be put right. `fields` maps a field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class ShopNotSetUp(CatalogError):
    """The shop has no settings yet: its creation was not finished."""


class CurrencyFixed(CatalogError):
    """The shop has prices, so its currency stays."""


class StockError(CatalogError):
    """The stock does not allow this."""


class OutOfStock(StockError):
    """Fewer are left than were asked for. `left` says how many."""

    def __init__(self, title: str, *, variant_id: int, left: int) -> None:
        if left <= 0:
            message = gettext("%(title)s is sold out.") % {"title": title}
        else:
            message = ngettext("Only %(left)d of %(title)s is left.", "Only %(left)d of %(title)s are left.", left) % {
                "left": left,
                "title": title,
            }
        super().__init__(message)
        self.variant_id, self.left, self.title = variant_id, left, title
