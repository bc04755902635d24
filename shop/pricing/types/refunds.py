"""What was sold, what of it was given back, and what is asked back. Amounts are minor units, never negative."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shop.pricing.errors import hold
from shop.pricing.types.quotes import TaxAmount, summed


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line as it was paid. `goods_minor` is after discounts, with tax if prices included it.

    `line_id` is the caller's own: an order line's id, for instance.
    """

    line_id: int
    quantity: int
    goods_minor: int
    taxes: tuple[TaxAmount, ...] = ()

    def __post_init__(self) -> None:
        hold(true=self.quantity >= 1 and self.goods_minor >= 0, sentence="A sold line has pieces and a price.")


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale as it was paid. `shipping_minor` is after its discount, with tax if prices included it."""

    lines: tuple[SoldLine, ...]
    shipping_minor: int = 0
    shipping_taxes: tuple[TaxAmount, ...] = ()
    tax_included: bool = False

    def __post_init__(self) -> None:
        lines = {line.line_id for line in self.lines}
        hold(true=len(lines) == len(self.lines), sentence="A sold line has an id of its own.")
        hold(true=self.shipping_minor >= 0, sentence="Shipping is not negative.")

    @property
    def total_minor(self) -> int:
        """What was paid."""
        taxes = [tax for line in self.lines for tax in line.taxes] + list(self.shipping_taxes)
        added = 0 if self.tax_included else sum(tax.amount_minor for tax in taxes)
        return sum(line.goods_minor for line in self.lines) + self.shipping_minor + added


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """What is to be given back: pieces by line, and a part of the shipping (as `Sold.shipping_minor` counts it)."""

    quantities: Mapping[int, int] = field(default_factory=dict)
    shipping_minor: int = 0


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """Pieces of a line that are given back, with their part of the line's price and taxes."""

    line_id: int
    quantity: int
    goods_minor: int
    taxes: tuple[TaxAmount, ...] = ()

    @property
    def tax_minor(self) -> int:
        """All taxes given back: within `goods_minor` if prices included tax, else on top of it."""
        return sum(tax.amount_minor for tax in self.taxes)


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """One refund: what it gives back. Those made so far are what the next one is reckoned from."""

    lines: tuple[RefundedLine, ...] = ()
    shipping_minor: int = 0
    shipping_taxes: tuple[TaxAmount, ...] = ()
    tax_included: bool = False

    @property
    def lines_minor(self) -> int:
        """What is given back for goods: with tax if prices included it."""
        return sum(line.goods_minor for line in self.lines)

    @property
    def taxes(self) -> tuple[TaxAmount, ...]:
        """Each tax over all lines and shipping."""
        return summed([tax for line in self.lines for tax in line.taxes] + list(self.shipping_taxes))

    @property
    def tax_minor(self) -> int:
        """All taxes given back."""
        return sum(tax.amount_minor for tax in self.taxes)

    @property
    def total_minor(self) -> int:
        """The money that goes back to the buyer."""
        return self.lines_minor + self.shipping_minor + (0 if self.tax_included else self.tax_minor)
