"""Carts, as they pass the door of orders."""

from dataclasses import dataclass

from shop.money import Money


@dataclass(frozen=True, slots=True)
class CartLine:
    """One variant in a cart, at the price of this moment. `left` says how many can be bought now, None: any number."""

    variant_id: int
    product_id: int
    handle: str
    title: str
    variant_title: str
    sku: str
    vendor: str
    picture_key: str
    quantity: int
    price: Money
    grams: int
    requires_shipping: bool
    left: int | None
    is_active: bool

    @property
    def sum(self) -> Money:
        """Price times quantity."""
        return self.price * self.quantity

    @property
    def is_short(self) -> bool:
        """Whether the cart asks for more than can be bought."""
        return not self.is_active or (self.left is not None and self.left < self.quantity)


@dataclass(frozen=True, slots=True)
class Cart:
    """What a buyer has picked, before codes, shipping and taxes. A buyer without a cart has an empty one."""

    lines: tuple[CartLine, ...]
    total: Money

    @property
    def quantity(self) -> int:
        """How many things are in it, for the badge."""
        return sum(line.quantity for line in self.lines)

    @property
    def can_be_bought(self) -> bool:
        """Whether a checkout of it would find everything."""
        return bool(self.lines) and not any(line.is_short for line in self.lines)

    @property
    def needs_shipping(self) -> bool:
        """Whether something in it has to be sent."""
        return any(line.requires_shipping for line in self.lines)

    def __bool__(self) -> bool:
        return bool(self.lines)
