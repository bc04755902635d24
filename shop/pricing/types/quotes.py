"""What a cart costs, down to each line, code and tax. Amounts are minor units of one currency, never negative."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shop.pricing.types.terms import DiscountClass


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """What one tax takes, or what of it is given back."""

    name: str
    rate_ppm: int
    amount_minor: int


def summed(amounts: Iterable[TaxAmount]) -> tuple[TaxAmount, ...]:
    """Add up the amounts of each tax, in the order in which the taxes first occur."""
    sums: dict[tuple[str, int], int] = {}
    for each in amounts:
        key = (each.name, each.rate_ppm)
        sums[key] = sums.get(key, 0) + each.amount_minor
    return tuple(TaxAmount(name, rate, amount) for (name, rate), amount in sums.items())


@dataclass(frozen=True, slots=True)
class CodeShare:
    """What one code takes off one line."""

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LineQuote:
    """What one line costs. `taxable_minor` is what its taxes are reckoned from, without any tax; 0 if it has none."""

    variant_id: int
    quantity: int
    unit_minor: int
    shares: tuple[CodeShare, ...]
    taxes: tuple[TaxAmount, ...]
    taxable_minor: int

    @property
    def gross_minor(self) -> int:
        """Price times quantity."""
        return self.unit_minor * self.quantity

    @property
    def discount_minor(self) -> int:
        """What all codes together take off."""
        return sum(share.amount_minor for share in self.shares)

    @property
    def goods_minor(self) -> int:
        """What is left after the discounts: with its tax if prices include tax."""
        return self.gross_minor - self.discount_minor

    @property
    def tax_minor(self) -> int:
        """All taxes of the line: within `goods_minor` if prices include tax, else on top of it."""
        return sum(tax.amount_minor for tax in self.taxes)


class ShippingState(StrEnum):
    """How far the choice of shipping is."""

    NOT_NEEDED = "not needed"  # nothing in the cart has a parcel
    NO_DESTINATION = "no destination"  # nobody knows yet where it goes
    NOT_OFFERED = "not offered"  # the shop does not ship this cart there
    NOT_CHOSEN = "not chosen"  # one of the options is to be chosen
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A method at its price, and what a code takes off it."""

    method_id: int
    name: str
    price_minor: int
    discount_minor: int = 0

    @property
    def cost_minor(self) -> int:
        """What is asked for it."""
        return self.price_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class ShippingQuote:
    """What shipping costs, and what can be chosen. Without a choice nothing is charged yet."""

    state: ShippingState
    options: tuple[ShippingOption, ...] = ()
    chosen: ShippingOption | None = None
    taxes: tuple[TaxAmount, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Say whether the cart can be bought as far as shipping goes."""
        return self.state in {ShippingState.CHOSEN, ShippingState.NOT_NEEDED}

    @property
    def price_minor(self) -> int:
        """The chosen method's price."""
        return self.chosen.price_minor if self.chosen else 0

    @property
    def discount_minor(self) -> int:
        """What a code takes off that price."""
        return self.chosen.discount_minor if self.chosen else 0

    @property
    def cost_minor(self) -> int:
        """What is asked for shipping: with its tax if prices include tax."""
        return self.price_minor - self.discount_minor

    @property
    def tax_minor(self) -> int:
        """All taxes of shipping."""
        return sum(tax.amount_minor for tax in self.taxes)


class Refusal(StrEnum):
    """Why a code is not used. The first reason that holds, in this order."""

    TOO_MANY = "too many"
    NOT_FOUND = "not found"
    NOT_STARTED = "not started"
    ENDED = "ended"
    USED_UP = "used up"
    ONCE_PER_CUSTOMER = "once per customer"
    NOTHING_APPLIES = "nothing applies"
    BELOW_MINIMUM = "below minimum"
    DOES_NOT_COMBINE = "does not combine"


@dataclass(frozen=True, slots=True)
class RefusedCode:
    """A code as typed, why it is not used, and what stands in its way: a minimum, or the code `beside` it."""

    code: str
    reason: Refusal
    minimum_minor: int = 0
    beside: str = ""


@dataclass(frozen=True, slots=True)
class AppliedCode:
    """A code that is used, in its own spelling, with what it takes off: goods, or shipping."""

    code: str
    discount_class: DiscountClass
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What a cart costs: total = subtotal − discount + shipping, and + tax unless prices include it."""

    currency: str
    tax_included: bool
    lines: tuple[LineQuote, ...]
    shipping: ShippingQuote
    applied: tuple[AppliedCode, ...] = ()
    refused: tuple[RefusedCode, ...] = ()

    @property
    def subtotal_minor(self) -> int:
        """All lines before discounts."""
        return sum(line.gross_minor for line in self.lines)

    @property
    def discount_minor(self) -> int:
        """What codes take off the lines. What they take off shipping is in `shipping.discount_minor`."""
        return sum(line.discount_minor for line in self.lines)

    @property
    def shipping_minor(self) -> int:
        """What is asked for shipping, after its discount."""
        return self.shipping.cost_minor

    @property
    def taxes(self) -> tuple[TaxAmount, ...]:
        """Each tax over all lines and shipping."""
        return summed([tax for line in self.lines for tax in line.taxes] + list(self.shipping.taxes))

    @property
    def tax_minor(self) -> int:
        """All taxes."""
        return sum(tax.amount_minor for tax in self.taxes)

    @property
    def total_minor(self) -> int:
        """What the buyer pays."""
        added = 0 if self.tax_included else self.tax_minor
        return self.subtotal_minor - self.discount_minor + self.shipping_minor + added
