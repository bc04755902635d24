"""What is wrong with what staff filled in: a fault for each field that has to be put right."""

from collections.abc import Collection
from enum import StrEnum

from shop.countries import is_country
from shop.pricing.rules.codes import fold_code
from shop.pricing.types import (
    BASIS_POINTS,
    PPM,
    AppliesTo,
    DiscountFields,
    DiscountKind,
    MethodFields,
    Place,
    RateBy,
    TaxRateFields,
    Tier,
    ZoneFields,
)

LONGEST_CODE, LONGEST_FOLDED = 40, 60
LONGEST_NAME, LONGEST_REGION = 60, 60
LARGEST_MINOR = 10**12
MOST_USES = 10**9
MOST_TARGETS = 500
MOST_PLACES, MOST_POSTCODES, MOST_TIERS = 300, 500, 50


class Fault(StrEnum):
    """What is wrong with a field."""

    REQUIRED = "required"
    TOO_LONG = "too long"
    TOO_MANY = "too many"
    NOT_A_CODE = "not a code"
    NOT_A_PERCENTAGE = "not a percentage"
    NOT_AN_AMOUNT = "not an amount"
    NOT_A_NUMBER = "not a number"
    NOT_A_TIME = "not a time"
    ENDS_TOO_EARLY = "ends too early"
    NOT_A_COUNTRY = "not a country"
    REGION_NEEDED = "region needed"
    TIERS_RISE = "tiers rise"
    FLAT_IS_ONE = "flat is one"
    TARGET_UNKNOWN = "target unknown"


type Faults = dict[str, Fault]


def wrong_discount(fields: DiscountFields) -> Faults:
    """Return what has to be put right in a discount."""
    folded, code = fold_code(fields.code), fields.code.strip()
    is_percent, is_amount = fields.kind is DiscountKind.PERCENT, fields.kind is DiscountKind.AMOUNT
    targets = {AppliesTo.PRODUCTS: fields.product_ids, AppliesTo.COLLECTIONS: fields.collection_ids}
    chosen: Collection[int] = targets.get(fields.applies_to, ())
    moments = [each for each in (fields.starts_at, fields.ends_at) if each is not None]
    comparable = all(each.tzinfo is not None for each in moments)
    return _found(
        ("code", Fault.REQUIRED, not folded),
        ("code", Fault.TOO_LONG, len(code) > LONGEST_CODE or len(folded) > LONGEST_FOLDED),
        ("code", Fault.NOT_A_CODE, any(each.isspace() or not each.isprintable() for each in code)),
        ("basis_points", Fault.NOT_A_PERCENTAGE, is_percent and not 1 <= fields.basis_points <= BASIS_POINTS),
        ("amount_minor", Fault.NOT_AN_AMOUNT, is_amount and not 1 <= fields.amount_minor <= LARGEST_MINOR),
        ("targets", Fault.REQUIRED, fields.applies_to is not AppliesTo.ALL and not chosen),
        ("targets", Fault.TOO_MANY, len(chosen) > MOST_TARGETS),
        ("starts_at", Fault.NOT_A_TIME, not comparable),
        ("ends_at", Fault.ENDS_TOO_EARLY, comparable and len(moments) == 2 and moments[0] >= moments[1]),
        ("minimum_minor", Fault.NOT_AN_AMOUNT, not 0 <= fields.minimum_minor <= LARGEST_MINOR),
        (
            "usage_limit",
            Fault.NOT_A_NUMBER,
            fields.usage_limit is not None and not 1 <= fields.usage_limit <= MOST_USES,
        ),
    )


def wrong_rate(fields: TaxRateFields) -> Faults:
    """Return what has to be put right in a tax rate."""
    return _found(
        *_named(fields.name),
        ("country", Fault.NOT_A_COUNTRY, not is_country(fields.country)),
        ("region", Fault.TOO_LONG, len(fields.region) > LONGEST_REGION),
        ("region", Fault.REGION_NEEDED, fields.replaces_country and not fields.region.strip()),
        ("rate_ppm", Fault.NOT_A_PERCENTAGE, not 0 <= fields.rate_ppm <= PPM),
    )


def wrong_zone(fields: ZoneFields) -> Faults:
    """Return what has to be put right in a zone. A zone may cover nothing yet."""
    postcodes = sum(len(place.postcodes) for place in fields.places)
    return _found(
        *_named(fields.name),
        ("places", Fault.TOO_MANY, len(fields.places) > MOST_PLACES or postcodes > MOST_POSTCODES),
        ("places", Fault.NOT_A_COUNTRY, not all(map(_is_place, fields.places))),
    )


def wrong_method(fields: MethodFields) -> Faults:
    """Return what has to be put right in a shipping method."""
    starts = [tier.from_measure for tier in fields.tiers]
    limits = (fields.up_to_measure, fields.free_from_minor)
    too_low = fields.up_to_measure is not None and bool(starts) and fields.up_to_measure < starts[0]
    return _found(
        *_named(fields.name),
        ("tiers", Fault.REQUIRED, not starts),
        ("tiers", Fault.TOO_MANY, len(starts) > MOST_TIERS),
        ("tiers", Fault.NOT_AN_AMOUNT, not all(map(_is_tier, fields.tiers))),
        ("tiers", Fault.TIERS_RISE, starts != sorted(set(starts))),
        ("tiers", Fault.FLAT_IS_ONE, fields.by is RateBy.FLAT and starts != [0]),
        ("up_to_measure", Fault.NOT_A_NUMBER, too_low or not _is_limit(limits[0])),
        ("free_from_minor", Fault.NOT_AN_AMOUNT, not _is_limit(limits[1])),
    )


def _found(*checks: tuple[str, Fault, bool]) -> Faults:
    """Return the first fault of each field."""
    faults: Faults = {}
    for name, fault, is_wrong in checks:
        if is_wrong:
            faults.setdefault(name, fault)
    return faults


def _named(name: str) -> tuple[tuple[str, Fault, bool], ...]:
    return ("name", Fault.REQUIRED, not name.strip()), ("name", Fault.TOO_LONG, len(name) > LONGEST_NAME)


def _is_place(place: Place) -> bool:
    return not place.country or (is_country(place.country) and len(place.region) <= LONGEST_REGION)


def _is_tier(tier: Tier) -> bool:
    return min(tier.from_measure, tier.price_minor) >= 0 and max(tier.from_measure, tier.price_minor) <= LARGEST_MINOR


def _is_limit(limit: int | None) -> bool:
    return limit is None or 0 <= limit <= LARGEST_MINOR
