"""Where the shop ships, and for how much: a zone with its places, a method with its prices."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.admin.forms.fields import MinorField, MoneyForm, choice, hidden_version, text, tick
from shop.countries import countries, is_country
from shop.money import AmountNotExact, Money, parse_money
from shop.pricing.types import MethodFields, Place, RateBy, StoredMethod, StoredZone, Tier, ZoneFields

LONGEST_NAME, LONGEST_PLACES = 60, 20_000
MOST_GRAMS = 10**9
MOST_TIERS = 50
TIERS = "tiers"
BETWEEN = " / "

KINDS = [
    (RateBy.FLAT.value, _("The same for every order")),
    (RateBy.WEIGHT.value, _("By weight in grams")),
    (RateBy.PRICE.value, _("By the price of what is sent")),
]


class ZoneForm(forms.Form):
    """A zone: everywhere else, whole countries, and parts of countries one a line."""

    version = hidden_version()
    name = text(_("Name"), longest=LONGEST_NAME, needed=_("Give the zone a name, like Nordic countries."))
    is_rest = tick(_("Everywhere that no other zone covers"))
    countries = forms.MultipleChoiceField(
        label=_("Countries"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "ck"})
    )
    parts = text(_("Parts of countries"), longest=LONGEST_PLACES, rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["countries"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = countries()

    def clean_parts(self) -> tuple[Place, ...]:
        """Read a part a line: country, region, and the beginnings of postcodes."""
        return tuple(_part(line) for line in self.cleaned_data["parts"].splitlines() if line.strip())

    def zone_fields(self) -> ZoneFields:
        """Return what was filled in."""
        given = self.cleaned_data
        whole_ones = tuple(Place(code) for code in given["countries"])
        return ZoneFields(given["name"], (*((Place(),) if given["is_rest"] else ()), *whole_ones, *given["parts"]))


def _part(line: str) -> Place:
    country, region, postcodes, *more = [*(each.strip() for each in line.split("/")), "", ""]
    codes = tuple(each.strip() for each in postcodes.split(",") if each.strip())
    if any(more) or not is_country(country.upper()) or not (region or codes):
        raise ValidationError(gettext("Write “%(line)s” like US / California or GB / / IV, KW.") % {"line": line[:80]})
    return Place(country.upper(), region, codes)


def values_of_zone(zone: StoredZone) -> dict[str, Any]:
    """Return a zone as the form's first values."""
    places = zone.fields.places
    parts = [each for each in places if each.region or each.postcodes]
    return {
        "version": zone.version,
        "name": zone.fields.name,
        "is_rest": any(not each.country for each in places),
        "countries": [each.country for each in places if each.country and not (each.region or each.postcodes)],
        "parts": "\n".join(_line(each) for each in parts),
    }


def _line(place: Place) -> str:
    codes = f"{BETWEEN}{', '.join(place.postcodes)}" if place.postcodes else ""
    return f"{place.country}{BETWEEN}{place.region}{codes}"


class MethodForm(MoneyForm):
    """A way to ship. The measure is grams or an amount, as `by` says, and nothing for a flat price."""

    version = hidden_version()
    name = text(_("Name"), longest=LONGEST_NAME, needed=_("Say what buyers choose, like Parcel to the door."))
    by = choice(_("Price"), KINDS)
    up_to = text(_("Not offered above"), longest=20)
    free_from = MinorField(label=_("Free from"))

    def method_fields(self, tiers: Iterable[Tier]) -> MethodFields:
        """Return what was filled in, with its prices."""
        given = self.cleaned_data
        by = RateBy(given["by"])
        up_to = None if by is RateBy.FLAT else given["up_to"]
        return MethodFields(given["name"], by, tuple(tiers), up_to, given["free_from"])

    def clean(self) -> dict[str, Any]:
        """Read the upper limit as grams or as an amount."""
        given = super().clean() or self.cleaned_data
        try:
            given["up_to"] = read_measure(given.get("up_to", ""), given.get("by", ""), self.currency)
        except ValidationError as error:
            self.add_error("up_to", error)
        return given


class TierForm(MoneyForm):
    """One price, from a measure on."""

    start = text(_("From"), longest=20)
    price = MinorField(label=_("Price"))

    def tier(self, by: RateBy) -> Tier:
        """Return what was filled in."""
        return Tier(0 if by is RateBy.FLAT else self.cleaned_data["measure"], self.cleaned_data["price"])

    def read(self, by: str) -> None:
        """Read where the price begins, and ask for the price: what it is measured in, the other form knows."""
        try:
            self.cleaned_data["measure"] = read_measure(self.cleaned_data.get("start", ""), by, self.currency) or 0
        except ValidationError as error:
            self.add_error("start", error)
        if self.cleaned_data.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Write the price like 189 or 189.50."))


type Tiers = BaseFormSet[TierForm]

TierForms: type[Tiers] = formset_factory(TierForm, extra=2, min_num=1, max_num=MOST_TIERS, absolute_max=MOST_TIERS + 10)


def tiers_of(currency: str, *, data: Mapping[str, Any] | None = None, method: StoredMethod | None = None) -> Tiers:
    """Return the prices as they were sent, or a method's, with empty rows for more."""
    rows = None if method is None else [_tier_row(each, method.fields.by, currency) for each in method.fields.tiers]
    return TierForms(data, initial=rows, prefix=TIERS, form_kwargs={"currency": currency})


def values_of_method(method: StoredMethod, currency: str) -> dict[str, Any]:
    """Return a method as the form's first values."""
    fields = method.fields
    return {
        "version": method.version,
        "name": fields.name,
        "by": fields.by.value,
        "up_to": written_measure(fields.up_to_measure, fields.by, currency),
        "free_from": fields.free_from_minor,
    }


def read_measure(typed: str, by: str, currency: str) -> int | None:
    """Read grams or an amount; None when nothing is written or nothing is measured."""
    if not typed or by == RateBy.FLAT:
        return None
    if by == RateBy.PRICE:
        try:
            return parse_money(typed, currency).minor
        except AmountNotExact as error:
            raise ValidationError(_("Write the price like 189 or 189.50.")) from error
    if not (typed.isascii() and typed.isdigit() and int(typed) <= MOST_GRAMS):
        raise ValidationError(_("Write whole grams, like 2000."))
    return int(typed)


def written_measure(measure: int | None, by: RateBy, currency: str) -> str:
    """Write grams, or an amount."""
    if measure is None:
        return ""
    return str(Money(measure, currency).amount) if by is RateBy.PRICE else str(measure)


def _tier_row(tier: Tier, by: RateBy, currency: str) -> dict[str, Any]:
    return {"start": written_measure(tier.from_measure, by, currency), "price": tier.price_minor}
