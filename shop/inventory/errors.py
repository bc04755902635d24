"""What inventory refuses, as a tree. The docstring of a class is its default message.

InventoryError
├── StockUnknown
├── StockShort
├── StockChanged
│   ├── OnHandChanged
│   └── IncomingChanged
├── AlreadyReserved
├── KeyReused
├── FieldsWrong
└── LocationError
    ├── LocationUnknown
    ├── LocationInactive
    ├── LocationNotEmpty
    ├── LastLocation
    └── NameTaken
"""

import inspect
from collections.abc import Mapping

from django.utils.translation import gettext, ngettext


class InventoryError(Exception):
    """The stock does not allow this."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or gettext(inspect.cleandoc(type(self).__doc__ or "")))


class StockUnknown(InventoryError):
    """Nothing is known of this variant's stock."""


class StockShort(InventoryError):
    """Fewer are left than were asked for. `left` says how many; whoever knows the title says it to the buyer."""

    def __init__(self, variant_id: int, *, left: int) -> None:
        super().__init__(
            ngettext("Only %(left)d is left.", "Only %(left)d are left.", left) % {"left": left}
            if left > 0
            else gettext("Nothing is left.")
        )
        self.variant_id, self.left = variant_id, left


class StockChanged(InventoryError):
    """Somebody changed the stock since it was counted. `now` is what is on hand; nothing was written."""

    def __init__(self, *, now: int, message: str = "") -> None:
        again = message or gettext("The stock was changed meanwhile: now %(now)d are on hand. Count again.")
        super().__init__(again % {"now": now})
        self.now = now


class OnHandChanged(StockChanged):
    """Somebody changed what is on hand since the page was read."""

    def __init__(self, *, now: int) -> None:
        sentence = gettext(
            "Somebody changed this stock meanwhile: now %(now)d are on hand there. Look at it, then send yours again."
        )
        super().__init__(now=now, message=sentence)


class IncomingChanged(StockChanged):
    """Somebody changed what is on its way since the page was read. `now` is what is incoming."""

    def __init__(self, *, now: int) -> None:
        sentence = gettext(
            "Somebody changed this stock meanwhile: now %(now)d are on their way. Look at it, then send yours again."
        )
        super().__init__(now=now, message=sentence)


class AlreadyReserved(InventoryError):
    """Stock is reserved for this already."""


class KeyReused(InventoryError):
    """This form was used already, for something else."""


class FieldsWrong(InventoryError):
    """Some fields have to be put right. `fields` maps a field's name to its sentence."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class LocationError(InventoryError):
    """The locations do not allow this."""


class LocationUnknown(LocationError):
    """This shop has no such location."""


class LocationInactive(LocationError):
    """This location is not in use any more."""


class LocationNotEmpty(LocationError):
    """Goods lie there, are reserved there or are on their way there. Move them first."""


class LastLocation(LocationError):
    """A shop keeps at least one location in use."""


class NameTaken(LocationError):
    """Another location has this name already."""
