"""Products and their variants, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.catalog.types.pictures import Picture
from shop.inventory.types import Availability
from shop.money import Money


class ProductState(StrEnum):
    """Whether a product is being prepared, for sale, or put away."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class WeightUnit(StrEnum):
    """The unit in which a weight is shown. It is kept in grams whatever this says."""

    GRAM = "g"
    KILOGRAM = "kg"
    OUNCE = "oz"
    POUND = "lb"


@dataclass(frozen=True, slots=True)
class Variant:
    """What is bought of a product. `title` is "Small / Red", empty where the product has no options.

    `compare_at` is a higher price from before, `cost` what the merchant paid: only staff may see that one.
    """

    id: int
    title: str
    options: tuple[str, ...]
    sku: str
    barcode: str
    price: Money
    compare_at: Money | None
    cost: Money | None
    grams: int
    weight_unit: WeightUnit
    requires_shipping: bool
    is_taxable: bool
    tax_code: str
    picture_id: int | None
    stock: Availability

    @property
    def available(self) -> int:
        """What is on hand and not reserved. Below zero when more is promised than is there."""
        return self.stock.available

    @property
    def left(self) -> int | None:
        """How many can be sold now; None when there is no limit."""
        return self.stock.left

    @property
    def is_sold_out(self) -> bool:
        """Whether not even one can be sold."""
        return not self.can_sell(1)

    def can_sell(self, quantity: int) -> bool:
        """Say whether so many can be sold now."""
        return self.stock.can_sell(quantity)


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its variants in order, as a page shows it. There is always at least one variant.

    Forms carry `version`. `description` is HTML as it was written: pages show it through `safe_description`.
    `picture_key` names the picture that stands for the product, for the tag `picture_src`: the first uploaded one, or
    one that is drawn.
    """

    id: int
    handle: str
    title: str
    description: str
    state: ProductState
    is_published: bool
    vendor: str
    product_type: str
    tags: tuple[str, ...]
    option_names: tuple[str, ...]
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]
    is_gift_card: bool
    seo_title: str
    seo_description: str
    version: int
    picture_key: str
    created_at: datetime

    @property
    def is_active(self) -> bool:
        """Whether buyers see it."""
        return self.state is ProductState.ACTIVE and self.is_published

    @property
    def first(self) -> Variant:
        """The variant that is offered first: one that can be sold, if there is one."""
        return next((each for each in self.variants if not each.is_sold_out), self.variants[0])

    @property
    def variant_id(self) -> int:
        """The first variant's id: all there is to buy of a product without options."""
        return self.variants[0].id

    @property
    def sku(self) -> str:
        """The first variant's SKU."""
        return self.variants[0].sku

    @property
    def price(self) -> Money:
        """The lowest price."""
        return min(each.price for each in self.variants)

    @property
    def highest_price(self) -> Money:
        """The highest price."""
        return max(each.price for each in self.variants)

    @property
    def has_price_range(self) -> bool:
        """Whether the variants' prices differ."""
        return self.price != self.highest_price

    @property
    def on_hand(self) -> int:
        """How many there are of all variants."""
        return sum(each.stock.on_hand for each in self.variants)

    @property
    def reserved(self) -> int:
        """How many of them are reserved."""
        return sum(each.stock.reserved for each in self.variants)

    @property
    def available(self) -> int:
        """What is on hand of all variants and not reserved."""
        return self.on_hand - self.reserved

    @property
    def left(self) -> int | None:
        """How many can be sold now of all variants; None when one of them has no limit."""
        left = [each.left for each in self.variants]
        return None if None in left else sum(each or 0 for each in left)

    @property
    def is_sold_out(self) -> bool:
        """Whether no variant can be sold."""
        return all(each.is_sold_out for each in self.variants)

    @property
    def options(self) -> list[tuple[str, tuple[str, ...]]]:
        """Each option's name with the values that variants have of it, in their order."""
        return [
            (name, tuple(dict.fromkeys(each.options[place] for each in self.variants)))
            for place, name in enumerate(self.option_names)
        ]

    def find_variant(self, variant_id: int) -> Variant | None:
        """Return one of its variants, or None."""
        return next((each for each in self.variants if each.id == variant_id), None)
