"""Lists of products and collections, a page at a time."""

from dataclasses import dataclass
from enum import StrEnum

from shop.catalog.types.collections import Collection
from shop.catalog.types.products import Product, ProductState


class ProductSort(StrEnum):
    """In which order products are listed. MANUAL is a collection's own order; elsewhere it means NEWEST."""

    MANUAL = "manual"
    NEWEST = "newest"
    TITLE = "title"
    PRICE_UP = "price-ascending"
    PRICE_DOWN = "price-descending"


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products staff want to see. Every word of `search` must be found: in title, vendor, type, tags or SKU."""

    search: str = ""
    state: ProductState | None = None
    collection_id: int | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ProductsPage:
    """One page of a list. `after` is the mark of the next one, `before` of the one before; empty without one."""

    products: tuple[Product, ...]
    after: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ProductCounts:
    """How many products there are, by state."""

    draft: int
    active: int
    archived: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.draft + self.active + self.archived


@dataclass(frozen=True, slots=True)
class CollectionsPage:
    """One page of collections, by title. `after` and `before` are the marks of its neighbours, empty without one."""

    collections: tuple[Collection, ...]
    after: str
    before: str = ""
