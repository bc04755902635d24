"""What goes into a quote and what comes out. Amounts are minor units of the snapshot's one currency, never negative."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shop.pricing.errors import SnapshotWrong

PPM = 1_000_000
"""Tax rates are parts per million: 8.875 % is 88,750. Basis points cannot say what New York or Quebec ask."""
BASIS_POINTS = 10_000


def _hold(*, true: bool, sentence: str) -> None:
    if not true:
        raise SnapshotWrong(sentence)


@dataclass(frozen=True, slots=True)
class Line:
    """One variant in a cart. `grams` is the weight of one piece; `is_shipped` is false for what has no parcel."""

    variant_id: int
    product_id: int
    unit_minor: int
    quantity: int
    grams: int = 0
    is_taxable: bool = True
    is_shipped: bool = True
    collection_ids: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        _hold(true=self.quantity >= 1, sentence="A line has at least one piece.")
        _hold(true=min(self.unit_minor, self.grams) >= 0, sentence="Prices and weights are not negative.")

    @property
    def gross_minor(self) -> int:
        """Price times quantity."""
        return self.unit_minor * self.quantity


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a parcel goes. `country` is ISO 3166 alpha-2, `region` the part after the hyphen of ISO 3166-2."""

    country: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a zone covers: everywhere (no country), a country, a region, or postcodes that begin alike."""

    country: str = ""
    region: str = ""
    postcodes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _hold(true=bool(self.country) or not (self.region or self.postcodes), sentence="A region has a country.")


class DiscountKind(StrEnum):
    """What a code takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_SHIPPING = "free shipping"


class DiscountClass(StrEnum):
    """What a code works on, in the order in which codes are taken off."""

    PRODUCT = "product"
    ORDER = "order"
    SHIPPING = "shipping"


class AppliesTo(StrEnum):
    """Which lines a code is for."""

    ALL = "all"
    PRODUCTS = "products"
    COLLECTIONS = "collections"


@dataclass(frozen=True, slots=True)
class Discount:
    """A code with its terms, and how often it was used so far (`used`, and `used_by_customer` by who buys now).

    PERCENT has `basis_points`, AMOUNT `amount_minor`: once for the whole order, not for each piece. `ids` are those of
    the products or collections. `minimum_minor` is asked of the lines that the code is for, before any discount.
    The window is starts_at ≤ now < ends_at. Two codes combine when each names the other's class in `combines_with`.
    """

    code: str
    kind: DiscountKind
    basis_points: int = 0
    amount_minor: int = 0
    applies_to: AppliesTo = AppliesTo.ALL
    ids: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minimum_minor: int = 0
    usage_limit: int | None = None
    used: int = 0
    is_once_per_customer: bool = False
    used_by_customer: int = 0
    combines_with: frozenset[DiscountClass] = frozenset()

    def __post_init__(self) -> None:
        percent, amount = self.kind is DiscountKind.PERCENT, self.kind is DiscountKind.AMOUNT
        _hold(true=1 <= self.basis_points <= BASIS_POINTS if percent else not self.basis_points, sentence="0–100 %.")
        _hold(
            true=self.amount_minor > 0 if amount else not self.amount_minor, sentence="An amount takes something off."
        )
        _hold(true=bool(self.ids) != (self.applies_to is AppliesTo.ALL), sentence="Ids say what a code is for.")
        _hold(true=self.minimum_minor >= 0, sentence="A minimum is not negative.")

    @property
    def discount_class(self) -> DiscountClass:
        """Free shipping works on shipping, a code for all lines on the order, any other on products."""
        if self.kind is DiscountKind.FREE_SHIPPING:
            return DiscountClass.SHIPPING
        return DiscountClass.ORDER if self.applies_to is AppliesTo.ALL else DiscountClass.PRODUCT


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax of a country, or of a region: added to the country's, or instead of them."""

    name: str
    country: str
    rate_ppm: int
    region: str = ""
    replaces_country: bool = False

    def __post_init__(self) -> None:
        _hold(true=0 <= self.rate_ppm <= PPM, sentence="A tax is 0 to 100 %.")
        _hold(true=bool(self.region) or not self.replaces_country, sentence="Only a region replaces its country's tax.")


@dataclass(frozen=True, slots=True)
class TaxSettings:
    """How a shop taxes. `home` stands in for the destination while nobody knows it."""

    rates: tuple[TaxRate, ...] = ()
    prices_include_tax: bool = False
    is_shipping_taxed: bool = True
    home: Destination | None = None


class RateBy(StrEnum):
    """What a shipping price depends on: nothing, the grams, or the price of what is shipped, after discounts."""

    FLAT = "flat"
    WEIGHT = "weight"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Tier:
    """A price from this measure (grams or minor units) on, up to where the next tier begins."""

    from_measure: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class Method:
    """One way to ship. Below its first tier and above `up_to_measure` it is not offered.

    FLAT has one tier, from 0. From `free_from_minor` on (of what is shipped, after discounts) it costs nothing.
    """

    id: int
    name: str
    by: RateBy
    tiers: tuple[Tier, ...]
    up_to_measure: int | None = None
    free_from_minor: int | None = None

    def __post_init__(self) -> None:
        starts = [tier.from_measure for tier in self.tiers]
        _hold(true=bool(starts) and starts == sorted(set(starts)), sentence="Tiers rise.")
        _hold(true=self.by is not RateBy.FLAT or starts == [0], sentence="A flat price is one tier, from 0.")
        _hold(true=all(tier.price_minor >= 0 for tier in self.tiers), sentence="Prices are not negative.")


@dataclass(frozen=True, slots=True)
class Zone:
    """Places that share their shipping methods."""

    name: str
    places: tuple[Place, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a quote depends on. `now` is handed in; `codes` are as typed, `discounts` what was found for them.

    `method_id` is the shipping method that the buyer chose; without one no shipping is charged yet.
    """

    currency: str
    now: datetime
    lines: tuple[Line, ...]
    destination: Destination | None = None
    codes: tuple[str, ...] = ()
    discounts: tuple[Discount, ...] = ()
    taxes: TaxSettings = field(default_factory=TaxSettings)
    zones: tuple[Zone, ...] = ()
    method_id: int | None = None

    def __post_init__(self) -> None:
        variants = {line.variant_id for line in self.lines}
        _hold(true=len(variants) == len(self.lines), sentence="A variant has one line.")
        methods = [method.id for zone in self.zones for method in zone.methods]
        _hold(true=len(methods) == len(set(methods)), sentence="A shipping method has an id of its own.")
