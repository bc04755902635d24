"""All that a quote depends on, as one value: it can be stored, and priced again to the same minor unit."""

from dataclasses import dataclass, field
from datetime import datetime

from shop.pricing.errors import hold
from shop.pricing.types.terms import Destination, Discount, TaxTerms, Zone


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
        hold(true=self.quantity >= 1, sentence="A line has at least one piece.")
        hold(true=min(self.unit_minor, self.grams) >= 0, sentence="Prices and weights are not negative.")

    @property
    def gross_minor(self) -> int:
        """Price times quantity."""
        return self.unit_minor * self.quantity


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lines, the terms and the moment. `codes` are as typed, `discounts` what was found for them.

    `method_id` is the shipping method that the buyer chose; without one no shipping is charged yet.
    """

    currency: str
    now: datetime
    lines: tuple[Line, ...]
    destination: Destination | None = None
    codes: tuple[str, ...] = ()
    discounts: tuple[Discount, ...] = ()
    taxes: TaxTerms = field(default_factory=TaxTerms)
    zones: tuple[Zone, ...] = ()
    method_id: int | None = None

    def __post_init__(self) -> None:
        variants = {line.variant_id for line in self.lines}
        hold(true=len(variants) == len(self.lines), sentence="A variant has one line.")
        methods = [method.id for zone in self.zones for method in zone.methods]
        hold(true=len(methods) == len(set(methods)), sentence="A shipping method has an id of its own.")
