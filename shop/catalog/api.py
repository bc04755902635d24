"""The catalog's door. Selectors name their query count; services need the permission they name."""

from collections.abc import Collection, Mapping

from shop.catalog.types import ForSale, Product, ProductFields, ShopSettings


def shop_settings() -> ShopSettings:
    """Return the shop's settings. One query. Raises ShopNotSetUp."""
    raise NotImplementedError


def set_up_shop(*, currency: str, country: str) -> None:
    """Give a new shop its settings. Run again it changes nothing."""
    raise NotImplementedError


def change_settings(*, country: str, currency: str, version: int) -> None:
    """Change the shop's settings; needs settings.edit. Raises StaleVersion, CurrencyFixed."""
    raise NotImplementedError


def products_for_sale(*, limit: int = 60) -> list[Product]:
    """Return live products, newest first. Two queries: settings, products with variant and stock."""
    raise NotImplementedError


def products_of_shop(*, limit: int = 200) -> list[Product]:
    """Return all products, drafts too, by title, for staff. Two queries."""
    raise NotImplementedError


def product_by_handle(handle: str, *, drafts: bool = False) -> Product:
    """Return a live product (a draft too when asked). Two queries. Raises ProductUnknown."""
    raise NotImplementedError


def product_by_id(product_id: int) -> Product:
    """Return any product, for staff. Two queries. Raises ProductUnknown."""
    raise NotImplementedError


def picture_of(handle: str) -> str:
    """Return a product's picture as an SVG document. One query. Raises ProductUnknown."""
    raise NotImplementedError


def variants_for_sale(variant_ids: Collection[int]) -> dict[int, ForSale]:
    """Return what a cart needs of each variant; unknown ids are left out. Two queries, however many ids."""
    raise NotImplementedError


def create_product(fields: ProductFields, *, handle: str = "", on_hand: int = 0) -> int:
    """Create a product with its variant and stock; needs products.edit. Returns its id.

    Without a handle one is made from the title. Raises FieldsWrong, HandleTaken.
    """
    raise NotImplementedError


def edit_product(product_id: int, fields: ProductFields, *, version: int) -> int:
    """Change a product; needs products.edit. Returns the new version.

    `version` is the one the form was made with: raises StaleVersion (pods.isolation) when somebody saved
    in between, ProductUnknown, FieldsWrong.
    """
    raise NotImplementedError


def adjust_stock(variant_id: int, *, change: int, reason: str) -> int:
    """Add to (or take from) what is on hand; needs stock.adjust. Returns the new on_hand.

    Raises VariantUnknown, StockBelowReserved.
    """
    raise NotImplementedError


def reserve_stock(quantities: Mapping[int, int]) -> None:
    """Set aside what a buyer is paying for: variant id to quantity. Joins the caller's service.

    All or nothing; rows are locked in the order of their keys. Raises OutOfStock, VariantUnknown.
    """
    raise NotImplementedError


def release_stock(quantities: Mapping[int, int]) -> None:
    """Give a reservation back. Joins the caller's service, which makes sure it happens once."""
    raise NotImplementedError


def consume_stock(quantities: Mapping[int, int]) -> None:
    """Turn a reservation into a sale: on hand and reserved both fall. Joins the caller's service."""
    raise NotImplementedError
