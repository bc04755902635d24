"""What a cart costs, as it passes the door of orders."""

from dataclasses import dataclass

from shop.money import Money
from shop.orders.types.carts import Cart
from shop.pricing.types import Quote, ShippingState


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax over the whole sale, at its rate in parts per million."""

    name: str
    rate_ppm: int
    amount: Money


@dataclass(frozen=True, slots=True)
class UsedCode:
    """A code that is used, in its own spelling, and what it takes off: goods, or shipping."""

    code: str
    amount: Money
    is_for_shipping: bool


@dataclass(frozen=True, slots=True)
class UnusedCode:
    """A code of the cart that is not used, and a sentence that says why."""

    code: str
    why: str


@dataclass(frozen=True, slots=True)
class ShippingChoice:
    """A way to ship that can be chosen. `cost` is what is asked for it, `price` what that was before a code."""

    method_id: int
    name: str
    price: Money
    cost: Money
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class CartQuote:
    """A cart with all that it costs at this moment. `figures` is the whole reckoning, in minor units.

    total = subtotal - discount + shipping, and + tax unless `tax_included`. Without a destination, or a choice among
    `choices`, no shipping is charged yet: `can_be_paid` says whether the total is the last word.
    """

    cart: Cart
    figures: Quote
    unused: tuple[UnusedCode, ...]

    @property
    def subtotal(self) -> Money:
        """All lines before discounts."""
        return self._money(self.figures.subtotal_minor)

    @property
    def discount(self) -> Money:
        """What codes take off the lines. What they take off shipping is in the choices."""
        return self._money(self.figures.discount_minor)

    @property
    def shipping(self) -> Money:
        """What is asked for shipping, after its discount."""
        return self._money(self.figures.shipping_minor)

    @property
    def tax(self) -> Money:
        """All taxes."""
        return self._money(self.figures.tax_minor)

    @property
    def total(self) -> Money:
        """What the buyer pays."""
        return self._money(self.figures.total_minor)

    @property
    def tax_included(self) -> bool:
        """Whether the taxes are within the prices, and not on top of them."""
        return self.figures.tax_included

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """Each tax over all lines and shipping."""
        return tuple(Tax(each.name, each.rate_ppm, self._money(each.amount_minor)) for each in self.figures.taxes)

    @property
    def used(self) -> tuple[UsedCode, ...]:
        """The codes that are used."""
        return tuple(
            UsedCode(each.code, self._money(each.amount_minor), each.discount_class == "shipping")
            for each in self.figures.applied
        )

    @property
    def choices(self) -> tuple[ShippingChoice, ...]:
        """The ways to ship this cart to its destination."""
        chosen = self.figures.shipping.chosen
        return tuple(
            ShippingChoice(
                method_id=each.method_id,
                name=each.name,
                price=self._money(each.price_minor),
                cost=self._money(each.cost_minor),
                is_chosen=chosen is not None and chosen.method_id == each.method_id,
            )
            for each in self.figures.shipping.options
        )

    @property
    def shipping_state(self) -> ShippingState:
        """How far the choice of shipping is."""
        return self.figures.shipping.state

    @property
    def can_be_paid(self) -> bool:
        """Whether everything is there and the way it goes is settled."""
        return self.cart.can_be_bought and self.figures.shipping.is_settled

    def _money(self, minor: int) -> Money:
        return Money(minor, self.figures.currency)
