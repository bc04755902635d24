"""Which taxes hold at a destination, and what they take of an amount."""

from collections.abc import Sequence

from shop.pricing.rules.shares import half_even, split
from shop.pricing.types import PPM, Destination, TaxAmount, TaxRate, TaxTerms, summed


def rates_at(terms: TaxTerms, destination: Destination | None) -> tuple[TaxRate, ...]:
    """Return the rates that hold at a destination; at the shop's home while there is none.

    The country's rates, and those of its region beside them, or instead of them if one of these says so. A country
    without rates is not taxed: there a price that includes tax stays what it is, and all of it is the shop's.
    """
    place = destination or terms.home
    if place is None:
        return ()
    here = [rate for rate in terms.rates if rate.country == place.country]
    regional = [rate for rate in here if rate.region and same_region(rate.region, place.region)]
    if any(rate.replaces_country for rate in regional):
        return tuple(regional)
    return tuple(rate for rate in here if not rate.region or rate in regional)


def same_region(one: str, other: str) -> bool:
    """Say whether two regions are the same: case and outer spaces do not count."""
    return one.strip().casefold() == other.strip().casefold()


def taxes_on(amount: int, rates: Sequence[TaxRate], *, included: bool) -> tuple[TaxAmount, ...]:
    """Return each tax on one line's amount, in whole minor units, rounded half to even.

    On top of the amount each tax is rounded by itself: amount × rate. Included in it, all taxes are rounded together,
    amount × rates ÷ (1 + rates), and divided in proportion to the rates: so amount − taxes is never below nothing.
    Two rates of one name and height are one tax.
    """
    if included:
        whole = sum(rate.rate_ppm for rate in rates)
        parts = split(half_even(amount * whole, PPM + whole), [rate.rate_ppm for rate in rates])
    else:
        parts = [half_even(amount * rate.rate_ppm, PPM) for rate in rates]
    return summed(TaxAmount(rate.name, rate.rate_ppm, part) for rate, part in zip(rates, parts, strict=True))
