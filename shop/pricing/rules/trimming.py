"""A snapshot without what its quote does not depend on, so that what is stored with a sale stays small."""

from dataclasses import replace

from shop.pricing.rules.codes import fold_code, folded_codes
from shop.pricing.rules.shipping import covers, zone_at
from shop.pricing.types import Snapshot, Zone


def trimmed(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the one zone, the tax rates and the codes that count: `quote` of it is the same.

    A shop may have hundreds of rates and places; one sale is about a few of them.
    """
    typed = folded_codes(snapshot.codes)
    place = snapshot.destination or snapshot.taxes.home
    country = place.country if place is not None else ""
    return replace(
        snapshot,
        discounts=tuple(each for each in snapshot.discounts if fold_code(each.code) in typed),
        taxes=replace(snapshot.taxes, rates=tuple(rate for rate in snapshot.taxes.rates if rate.country == country)),
        zones=_the_zone(snapshot),
    )


def _the_zone(snapshot: Snapshot) -> tuple[Zone, ...]:
    if snapshot.destination is None:
        return ()
    zone = zone_at(snapshot.zones, snapshot.destination)
    if zone is None:
        return ()
    places = tuple(place for place in zone.places if covers(place, snapshot.destination))
    return (replace(zone, places=places),)
