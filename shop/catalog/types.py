"""What passes the catalog's door."""

from dataclasses import dataclass
from enum import StrEnum

from shop.money import Money


class ProductState(StrEnum):
    """Whether buyers see a product."""

    DRAFT = "draft"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """What the merchant chose for the whole shop. `country` is ISO 3166 alpha-2. Forms carry `version`."""

    currency: str
    country: str
    version: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its one variant and stock, as a page shows it. Forms carry `version`.

    `available` is what can be bought now: on hand and not reserved. The picture is drawn by the server:
    `picture_of(handle)` gives the SVG, `picture_key` changes when it does (for `?v=` in its address).
    """

    id: int
    handle: str
    title: str
    description: str
    state: ProductState
    version: int
    variant_id: int
    sku: str
    price: Money
    on_hand: int
    reserved: int
    picture_key: str

    @property
    def available(self) -> int:
        """How many can be bought now."""
        return self.on_hand - self.reserved

    @property
    def is_live(self) -> bool:
        """Whether buyers see it."""
        return self.state is ProductState.LIVE

    @property
    def is_sold_out(self) -> bool:
        """Whether nothing is left to buy."""
        return self.available <= 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """Which picture stands for a product: a motif, its palette and what is behind it."""

    motif: str
    palette: str
    backdrop: str


@dataclass(frozen=True, slots=True)
class ProductFields:
    """What staff fill in. `price_minor` is in the shop's currency."""

    title: str
    price_minor: int
    description: str = ""
    sku: str = ""
    state: ProductState = ProductState.LIVE
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class ForSale:
    """One variant as a cart needs it: the price of this moment and how many are left."""

    variant_id: int
    product_id: int
    handle: str
    title: str
    sku: str
    price: Money
    available: int
    is_live: bool
    picture_key: str
