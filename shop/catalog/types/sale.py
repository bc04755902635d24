"""What carts and checkouts need of a variant."""

from dataclasses import dataclass

from shop.inventory.types import Availability
from shop.money import Money


@dataclass(frozen=True, slots=True)
class ForSale:
    """One variant at the price of this moment and how many are left. `variant_title` is empty without options.

    `collection_ids` are the collections that the product is in, published or not, if they were asked for: discounts go
    by them.
    """

    variant_id: int
    product_id: int
    handle: str
    title: str
    variant_title: str
    sku: str
    price: Money
    stock: Availability
    is_active: bool
    picture_key: str
    grams: int
    requires_shipping: bool
    is_taxable: bool
    tax_code: str
    vendor: str
    collection_ids: frozenset[int]

    @property
    def available(self) -> int:
        """What is on hand and not reserved. Below zero when more is promised than is there."""
        return self.stock.available

    @property
    def left(self) -> int | None:
        """How many can be sold now; None when there is no limit."""
        return self.stock.left

    @property
    def full_title(self) -> str:
        """The product's title with the variant's."""
        return f"{self.title} ({self.variant_title})" if self.variant_title else self.title

    def can_sell(self, quantity: int) -> bool:
        """Say whether so many can be sold now."""
        return self.stock.can_sell(quantity)
