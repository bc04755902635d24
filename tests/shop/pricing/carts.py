"""Carts and terms to price, written out and made up by hypothesis."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from shop.pricing.types import (
    AppliesTo,
    Destination,
    Discount,
    DiscountClass,
    DiscountKind,
    Line,
    Method,
    Place,
    RateBy,
    Snapshot,
    TaxRate,
    TaxTerms,
    Tier,
    Zone,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NORWAY = Destination("NO", postcode="5008")
GERMANY = Destination("DE", postcode="10115")
QUEBEC = Destination("CA", "QC", "H2Y 1C6")
EVERYTHING_COMBINES = frozenset(DiscountClass)

LAMP = Line(variant_id=1, product_id=10, unit_minor=18900, quantity=1, grams=2100, collection_ids=frozenset({7}))
MUG = Line(variant_id=2, product_id=20, unit_minor=1250, quantity=3, grams=350)
GIFT_CARD = Line(variant_id=3, product_id=30, unit_minor=5000, quantity=1, is_taxable=False, is_shipped=False)

POST = Method(1, "Post", RateBy.FLAT, (Tier(0, 500),))
PARCEL = Method(2, "Parcel", RateBy.WEIGHT, (Tier(0, 600), Tier(2000, 900)), up_to_measure=20_000)
HOME_ZONE = Zone("Norway", (Place("NO"),), (POST, PARCEL))
REST = Zone("Rest of world", (Place(),), (Method(3, "Air", RateBy.FLAT, (Tier(0, 2500),)),))

TAXES = TaxTerms(
    rates=(
        TaxRate("MVA", "NO", 250_000),
        TaxRate("GST", "CA", 50_000),
        TaxRate("QST", "CA", 99_750, region="QC"),
        TaxRate("HST", "CA", 130_000, region="ON", replaces_country=True),
    ),
    home=Destination("NO"),
)


def cart(*lines: Line, **facts: Any) -> Snapshot:
    """A cart for Norway, without taxes or shipping unless they are given."""
    return Snapshot(**{"currency": "EUR", "now": NOW, "lines": lines, "destination": NORWAY, **facts})


def percent(code: str, basis_points: int, **terms: Any) -> Discount:
    return Discount(code, DiscountKind.PERCENT, basis_points=basis_points, **terms)


def amount(code: str, amount_minor: int, **terms: Any) -> Discount:
    return Discount(code, DiscountKind.AMOUNT, amount_minor=amount_minor, **terms)


def free_shipping(code: str, **terms: Any) -> Discount:
    return Discount(code, DiscountKind.FREE_SHIPPING, **terms)


def with_codes(snapshot: Snapshot, *discounts: Discount) -> Snapshot:
    """The cart with these codes typed."""
    return replace(snapshot, discounts=discounts, codes=tuple(discount.code for discount in discounts))


# Few products, regions and codes, so that they meet.
CURRENCIES = st.sampled_from(["JPY", "EUR", "KWD"])
PRICES = st.one_of(st.integers(0, 30), st.integers(0, 10**7))
IDS = st.frozensets(st.integers(1, 4), max_size=2)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    return tuple(
        Line(
            variant_id=number,
            product_id=draw(st.integers(1, 4)),
            unit_minor=draw(PRICES),
            quantity=draw(st.integers(1, 12)),
            grams=draw(st.integers(0, 5000)),
            is_taxable=draw(st.booleans()),
            is_shipped=draw(st.booleans()),
            collection_ids=draw(IDS),
        )
        for number in range(draw(st.integers(0, 5)))
    )


@st.composite
def discounts(draw: st.DrawFn, code: str) -> Discount:
    kind = draw(st.sampled_from(DiscountKind))
    applies_to = draw(st.sampled_from(AppliesTo))
    moments = st.none() | st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)])
    return Discount(
        code,
        kind,
        basis_points=draw(st.integers(1, 10_000)) if kind is DiscountKind.PERCENT else 0,
        amount_minor=draw(st.integers(1, 10**6)) if kind is DiscountKind.AMOUNT else 0,
        applies_to=applies_to,
        ids=frozenset() if applies_to is AppliesTo.ALL else draw(IDS),
        starts_at=draw(moments),
        ends_at=draw(moments),
        minimum_minor=draw(st.sampled_from([0, 0, 100, 50_000])),
        usage_limit=draw(st.none() | st.integers(1, 3)),
        used=draw(st.integers(0, 2)),
        is_once_per_customer=draw(st.booleans()),
        used_by_customer=draw(st.integers(0, 1)),
        combines_with=draw(st.frozensets(st.sampled_from(DiscountClass))),
    )


@st.composite
def taxes(draw: st.DrawFn) -> TaxTerms:
    rates = tuple(
        TaxRate(
            name,
            draw(st.sampled_from(["CA", "NO"])),
            draw(st.one_of(st.integers(0, 1_000_000), st.sampled_from([50_000, 88_750, 99_750, 250_000]))),
            region=region,
            replaces_country=bool(region) and draw(st.booleans()),
        )
        for name in draw(st.lists(st.sampled_from(["GST", "QST", "MVA"]), max_size=3))
        for region in [draw(st.sampled_from(["", "QC"]))]
    )
    return TaxTerms(rates, draw(st.booleans()), draw(st.booleans()), draw(st.none() | st.just(Destination("NO"))))


@st.composite
def methods(draw: st.DrawFn, number: int) -> Method:
    by = draw(st.sampled_from(RateBy))
    starts = [0] if by is RateBy.FLAT else sorted(draw(st.sets(st.integers(0, 20_000), min_size=1, max_size=3)))
    return Method(
        number,
        f"Method {number}",
        by,
        tuple(Tier(start, draw(st.integers(0, 5000))) for start in starts),
        up_to_measure=draw(st.none() | st.integers(0, 100_000)),
        free_from_minor=draw(st.none() | st.integers(0, 100_000)),
    )


@st.composite
def zones(draw: st.DrawFn) -> tuple[Zone, ...]:
    places = st.sampled_from(
        [
            Place(),
            Place("NO"),
            Place("CA"),
            Place("CA", "QC"),
            Place("CA", postcodes=("H2", "H2Y")),
            Place("NO", "", ("5",)),
        ]
    )
    return tuple(
        Zone(
            f"Zone {number}",
            tuple(draw(st.lists(places, max_size=3))),
            tuple(draw(methods(10 * number + each)) for each in range(draw(st.integers(0, 2)))),
        )
        for number in range(draw(st.integers(0, 2)))
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any cart under any terms."""
    codes = draw(st.lists(st.sampled_from(["A", "B", "C", "D"]), max_size=4, unique=True))
    return Snapshot(
        currency=draw(CURRENCIES),
        now=NOW,
        lines=draw(lines()),
        destination=draw(st.none() | st.sampled_from([NORWAY, GERMANY, QUEBEC])),
        codes=(*codes, *draw(st.sampled_from([(), ("UNKNOWN",)]))),
        discounts=tuple(draw(discounts(code)) for code in codes),
        taxes=draw(taxes()),
        zones=draw(zones()),
        method_id=draw(st.none() | st.sampled_from([0, 1, 10, 11])),
    )
