"""Which zone a destination lies in, and what its methods ask for a cart."""

from collections.abc import Sequence

from shop.pricing.rules.taxes import same_region
from shop.pricing.types import Destination, Line, Method, Place, RateBy, ShippingOption, Zone


def zone_at(zones: Sequence[Zone], destination: Destination) -> Zone | None:
    """Return the zone with the closest place: the longest postcode, then region, country, everywhere.

    Of equally close ones the first zone counts. Only one zone counts: methods of another are not offered.
    """
    closest, found = 0, None
    for zone in zones:
        for place in zone.places:
            closeness = _closeness(place, destination)
            if closeness > closest:
                closest, found = closeness, zone
    return found


def covers(place: Place, destination: Destination) -> bool:
    """Say whether a destination lies in a place."""
    return _closeness(place, destination) > 0


def offers(
    zone: Zone, lines: Sequence[Line], goods: Sequence[int], *, is_free: bool = False
) -> tuple[ShippingOption, ...]:
    """Return what a zone's methods ask for lines that have a parcel, in the zone's order.

    `goods` is what each line costs after discounts, as shown: with tax if prices include it. `is_free`: a code takes
    all of the price off.
    """
    shipped = [(line, cost) for line, cost in zip(lines, goods, strict=True) if line.is_shipped]
    grams = sum(line.grams * line.quantity for line, _cost in shipped)
    worth = sum(cost for _line, cost in shipped)
    found = []
    for method in zone.methods:
        price = _price(method, grams=grams, worth=worth)
        if price is not None:
            found.append(ShippingOption(method.id, method.name, price, price if is_free else 0))
    return tuple(found)


def _price(method: Method, *, grams: int, worth: int) -> int | None:
    measure = {RateBy.FLAT: 0, RateBy.WEIGHT: grams, RateBy.PRICE: worth}[method.by]
    reached = [tier for tier in method.tiers if tier.from_measure <= measure]
    if not reached or (method.up_to_measure is not None and measure > method.up_to_measure):
        return None
    is_free = method.free_from_minor is not None and worth >= method.free_from_minor
    return 0 if is_free else reached[-1].price_minor


def _closeness(place: Place, destination: Destination) -> int:
    """Return 0 if the place does not cover the destination, else more the closer it is."""
    if not place.country:
        return 1
    if place.country != destination.country:
        return 0
    if place.region and not same_region(place.region, destination.region):
        return 0
    if place.postcodes:
        postcode = _plain(destination.postcode)
        fitting = [len(_plain(start)) for start in place.postcodes if postcode.startswith(_plain(start))]
        return 4 + max(fitting) if fitting else 0
    return 3 if place.region else 2


def _plain(postcode: str) -> str:
    return "".join(each for each in postcode.casefold() if each.isalnum())
