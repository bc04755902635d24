"""What staff fill in, and what a shop has of it. Amounts are minor units of the shop's currency."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.pricing.types.terms import AppliesTo, DiscountClass, DiscountKind, Place, RateBy, Tier


@dataclass(frozen=True, slots=True)
class DiscountFields:
    """A code with its terms, as `Discount` means them. `product_ids` and `collection_ids` as `applies_to` says."""

    code: str
    kind: DiscountKind
    basis_points: int = 0
    amount_minor: int = 0
    applies_to: AppliesTo = AppliesTo.ALL
    product_ids: frozenset[int] = frozenset()
    collection_ids: frozenset[int] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minimum_minor: int = 0
    usage_limit: int | None = None
    is_once_per_customer: bool = False
    combines_with: frozenset[DiscountClass] = frozenset()
    is_active: bool = True


class DiscountState(StrEnum):
    """What a code is at a moment, for staff."""

    ACTIVE = "active"
    SCHEDULED = "scheduled"
    ENDED = "ended"
    USED_UP = "used up"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class StoredDiscount:
    """A code of the shop. `used` counts checkouts that hold it, paid ones and those under way."""

    id: int
    version: int
    fields: DiscountFields
    used: int
    created_at: datetime
    state: DiscountState


@dataclass(frozen=True, slots=True)
class DiscountsPage:
    """One page of codes, newest first. Links carry `before=older` or `after=newer`; None where there is no more."""

    discounts: tuple[StoredDiscount, ...]
    total: int
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class TaxRateFields:
    """One tax, as `TaxRate` means it."""

    name: str
    country: str
    rate_ppm: int
    region: str = ""
    replaces_country: bool = False


@dataclass(frozen=True, slots=True)
class StoredTaxRate:
    """A rate of the shop."""

    id: int
    version: int
    fields: TaxRateFields


@dataclass(frozen=True, slots=True)
class StoredTaxes:
    """How the shop taxes."""

    version: int
    prices_include_tax: bool
    is_shipping_taxed: bool
    rates: tuple[StoredTaxRate, ...]


@dataclass(frozen=True, slots=True)
class ZoneFields:
    """A zone: its name and the places that it covers."""

    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MethodFields:
    """One way to ship, as `Method` means it."""

    name: str
    by: RateBy
    tiers: tuple[Tier, ...]
    up_to_measure: int | None = None
    free_from_minor: int | None = None


@dataclass(frozen=True, slots=True)
class StoredMethod:
    """A method of a zone. Its id is what buyers choose, so an edit keeps it."""

    id: int
    version: int
    fields: MethodFields


@dataclass(frozen=True, slots=True)
class StoredZone:
    """A zone with its methods, in the order in which buyers see them."""

    id: int
    version: int
    fields: ZoneFields
    methods: tuple[StoredMethod, ...]
