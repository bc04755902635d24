"""Pure decisions of inventory: from which locations a wish is taken, and which reservations a shipping uses up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shop.inventory.errors import StockShort

MOST_ON_HAND = 1_000_000
LONGEST_REASON = 200
LONGEST_KEY = 64
LONGEST_NAME = 80
LAST_POSITION = 1000


@dataclass(frozen=True, slots=True)
class Shelf:
    """One level as the rules see it."""

    level_id: int
    location_id: int
    position: int
    available: int


@dataclass(frozen=True, slots=True)
class Stocked:
    """A tracked variant's shelves at the locations in use, first location first."""

    shelves: Sequence[Shelf]
    may_oversell: bool = False

    @property
    def available(self) -> int:
        """How many are there and free; a shelf that lacks some takes from the others."""
        return sum(shelf.available for shelf in self.shelves)


type Picks = dict[int, int]
"""How many are taken from each level."""


def allocate(wanted: Mapping[int, int], stocked: Mapping[int, Stocked]) -> dict[int, Picks]:
    """Decide where each variant of a wish is taken from: all of it, or StockShort is raised.

    One location for the whole wish, if one has all of it: one parcel. Else, line by line, the first location that has
    enough, else from several in their order. What is then missing is taken from the first, if it may be oversold.
    """
    for variant_id, quantity in wanted.items():
        stock = stocked[variant_id]
        if quantity > stock.available and not stock.may_oversell:
            raise StockShort(variant_id, left=max(0, stock.available))
    return _from_one_location(wanted, stocked) or {
        variant_id: _from_several(quantity, stocked[variant_id].shelves) for variant_id, quantity in wanted.items()
    }


def _from_one_location(wanted: Mapping[int, int], stocked: Mapping[int, Stocked]) -> dict[int, Picks] | None:
    shelves = {variant_id: {shelf.location_id: shelf for shelf in stocked[variant_id].shelves} for variant_id in wanted}
    for _position, location_id in sorted({(each.position, each.location_id) for each in _all_shelves(wanted, stocked)}):
        found = {variant_id: held.get(location_id) for variant_id, held in shelves.items()}
        if all(shelf is not None and shelf.available >= wanted[each] for each, shelf in found.items()):
            return {each: {shelf.level_id: wanted[each]} for each, shelf in found.items() if shelf is not None}
    return None


def _all_shelves(wanted: Iterable[int], stocked: Mapping[int, Stocked]) -> Iterable[Shelf]:
    return (shelf for variant_id in wanted for shelf in stocked[variant_id].shelves)


def _from_several(quantity: int, shelves: Sequence[Shelf]) -> Picks:
    enough = next((shelf for shelf in shelves if shelf.available >= quantity), None)
    if enough is not None:
        return {enough.level_id: quantity}
    picks: Picks = {}
    missing = quantity
    for shelf in shelves:
        taken = min(missing, max(0, shelf.available))
        if taken:
            picks[shelf.level_id] = taken
            missing -= taken
    if missing:
        first = shelves[0].level_id
        picks[first] = picks.get(first, 0) + missing
    return picks


def used_up(quantity: int, held: Iterable[tuple[int, int]], *, first: int | None = None) -> Picks:
    """Return how much of each reservation (id, quantity) is used up for a quantity: at most all of them.

    They go in their order, `first` before the others.
    """
    picks: Picks = {}
    missing = quantity
    for reservation_id, reserved in sorted(held, key=lambda each: each[0] != first):
        taken = min(missing, reserved)
        if taken:
            picks[reservation_id] = taken
            missing -= taken
    return picks
