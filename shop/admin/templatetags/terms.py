"""A shop's terms in a few words: what a code takes off, a rate, an amount, what a zone covers."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.countries import country_name
from shop.money import Money, format_money
from shop.pricing.types import PPM, DiscountFields, DiscountKind, ZoneFields

register = template.Library()

NAMED = 4
"""Places of a zone that are named; the others are counted."""


@register.simple_tag
def takes_off(fields: DiscountFields, currency: str) -> str:
    """Write what a code takes off: a percentage, an amount, or the shipping."""
    if fields.kind is DiscountKind.FREE_SHIPPING:
        return _("Shipping")
    if fields.kind is DiscountKind.AMOUNT:
        return amount(fields.amount_minor, currency)
    return percentage(fields.basis_points * 100)


@register.simple_tag
def percentage(ppm: int) -> str:
    """Write parts per million as a percentage."""
    return f"{ppm * 100 / PPM:g} %"


@register.simple_tag
def amount(minor: int, currency: str) -> str:
    """Write minor units as an amount."""
    return format_money(Money(minor, currency))


@register.simple_tag
def covers(zone: ZoneFields) -> str:
    """Write what a zone covers: a few places by name."""
    names = []
    for place in zone.places:
        if not place.country:
            names.append(_("Everywhere else"))
        else:
            parts = (country_name(place.country), place.region, ", ".join(place.postcodes))
            names.append(" · ".join(part for part in parts if part))
    if not names:
        return _("Nothing yet")
    more = len(names) - NAMED
    told = ", ".join(names[:NAMED])
    if more <= 0:
        return told
    return ngettext("%(told)s and %(n)d more", "%(told)s and %(n)d more", more) % {"told": told, "n": more}
