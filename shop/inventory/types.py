"""What passes inventory's door. A variant is an id here; titles and prices are the catalog's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pods.outbox.types import Subject


class EntryKind(StrEnum):
    """Why a level changed; sentences.py has the words."""

    OPENED = "opened"
    ADJUSTED = "adjusted"
    COUNTED = "counted"
    IMPORTED = "imported"
    MOVED = "moved"
    EXPECTED = "expected"
    RECEIVED = "received"
    RESERVED = "reserved"
    RELEASED = "released"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Availability:
    """How many of a variant there are over all locations in use.

    `reserved` is held for checkouts and for orders that were not sent yet. What is not tracked, or may be oversold,
    can always be sold.
    """

    on_hand: int
    reserved: int
    incoming: int
    is_tracked: bool = True
    may_oversell: bool = False

    @property
    def available(self) -> int:
        """What is on hand and not reserved. Below zero when more is promised than is there."""
        return self.on_hand - self.reserved

    @property
    def is_unlimited(self) -> bool:
        """Whether any quantity can be sold."""
        return self.may_oversell or not self.is_tracked

    @property
    def left(self) -> int | None:
        """How many can be sold now; None when there is no limit."""
        return None if self.is_unlimited else max(0, self.available)

    def can_sell(self, quantity: int) -> bool:
        """Say whether a reservation of so many would succeed now."""
        return self.is_unlimited or quantity <= self.available


@dataclass(frozen=True, slots=True)
class Location:
    """A place where goods lie. `position` is its priority: goods are taken from the first one that has them."""

    id: int
    name: str
    country: str
    is_active: bool
    position: int
    version: int


@dataclass(frozen=True, slots=True)
class Level:
    """How many of a variant there are at one location."""

    variant_id: int
    location_id: int
    location_name: str
    on_hand: int
    reserved: int
    incoming: int

    @property
    def available(self) -> int:
        """What is on hand there and not reserved."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a level, with the values after it. It never changes. `reason` is what a person wrote."""

    id: int
    at: datetime
    kind: EntryKind
    reason: str
    location_name: str
    change_on_hand: int
    change_reserved: int
    change_incoming: int
    on_hand: int
    reserved: int
    incoming: int
    actor: str
    actor_name: str
    subject: Subject | None


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """One page of a variant's ledger, newest first. The next one begins before `older`; None where it ends."""

    entries: tuple[Entry, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody counted, and what the page said was on hand when they began: compared before it is written."""

    expected: int
    on_hand: int


@dataclass(frozen=True, slots=True)
class At:
    """Where something is changed, by default at the first location, and what the page said when somebody wrote it.

    `expected` is compared before anything is written: what is on hand there or, of what is expected, incoming. None is
    not compared.
    """

    location_id: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Goods from one location to another; `expected` is what the page said was on hand where they lie."""

    from_location_id: int
    to_location_id: int
    quantity: int
    expected: int | None = None


class StockFilter(StrEnum):
    """What a list of the stock shows."""

    ALL = "all"
    SHORT = "short"
    INCOMING = "incoming"
    UNCOUNTED = "uncounted"


@dataclass(frozen=True, slots=True)
class StockWanted:
    """Which stock is listed. Each word of `search` must be in the product's title, the variant's, or the SKU."""

    show: StockFilter = StockFilter.ALL
    location_id: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class StockRow:
    """A variant in the list of the stock: a tracked one, unless those that are not are asked for."""

    variant_id: int
    stock: Availability
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class StockPage:
    """One page of the stock. Its neighbours begin after `after` and end before `before`; None without one."""

    rows: tuple[StockRow, ...]
    after: int | None
    before: int | None = None
