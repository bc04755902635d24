"""A shop's terms as pricing reads them: codes, taxes, and what shipping costs where. Amounts are minor units."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.pricing.errors import hold

PPM = 1_000_000
"""Tax rates are parts per million: 8.875 % is 88,750. Basis points cannot say what New York or Quebec ask."""
BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a parcel goes. `country` is ISO 3166 alpha-2; `region` is compared as written, whatever its case."""

    country: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What a zone covers: everywhere (no country), a country, a region of it, or postcodes that begin alike."""

    country: str = ""
    region: str = ""
    postcodes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        hold(true=bool(self.country) or not (self.region or self.postcodes), sentence="A region has a country.")


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
        hold(true=1 <= self.basis_points <= BASIS_POINTS if percent else not self.basis_points, sentence="0–100 %.")
        hold(true=self.amount_minor > 0 if amount else not self.amount_minor, sentence="An amount takes something off.")
        hold(true=bool(self.ids) <= (self.applies_to is not AppliesTo.ALL), sentence="A code for all lines has no ids.")
        hold(true=self.minimum_minor >= 0, sentence="A minimum is not negative.")

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
        hold(true=0 <= self.rate_ppm <= PPM, sentence="A tax is 0 to 100 %.")
        hold(true=bool(self.region) or not self.replaces_country, sentence="Only a region replaces its country's tax.")


@dataclass(frozen=True, slots=True)
class TaxTerms:
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
        hold(true=bool(starts) and starts == sorted(set(starts)), sentence="Tiers rise.")
        hold(true=self.by is not RateBy.FLAT or starts == [0], sentence="A flat price is one tier, from 0.")
        hold(true=all(tier.price_minor >= 0 for tier in self.tiers), sentence="Prices are not negative.")


@dataclass(frozen=True, slots=True)
class Zone:
    """Places that share their shipping methods."""

    name: str
    places: tuple[Place, ...]
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What `terms_for` found: the codes of a cart that exist, the shop's taxes, and its zones in their order."""

    discounts: tuple[Discount, ...]
    taxes: TaxTerms
    zones: tuple[Zone, ...]
