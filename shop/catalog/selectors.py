"""Reads of the catalog."""

from collections.abc import Collection

from django.db.models import QuerySet

from shop.catalog.drawings import drawing_for, drawing_key, is_drawable, svg_of
from shop.catalog.errors import ProductUnknown, ShopNotSetUp
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import Settings, Variant
from shop.catalog.types import Drawing, ForSale, Product, ProductState, ShopSettings
from shop.money import Money


def shop_settings() -> ShopSettings:
    """Return the shop's settings. One query. Raises ShopNotSetUp."""
    row = Settings.objects.first()
    if row is None:
        raise ShopNotSetUp
    return ShopSettings(currency=row.currency, country=row.country, version=row.version)


def products_for_sale(*, limit: int = 60) -> list[Product]:
    """Return live products, newest first. Two queries: settings, products with variant and stock."""
    currency = shop_settings().currency
    rows = _complete().filter(state=ProductState.LIVE).order_by("-pk")[:limit]
    return [_product(row, currency) for row in rows]


def products_of_shop(*, limit: int = 200) -> list[Product]:
    """Return all products, drafts too, by title, for staff. Two queries."""
    currency = shop_settings().currency
    return [_product(row, currency) for row in _complete().order_by("title", "pk")[:limit]]


def product_by_handle(handle: str, *, drafts: bool = False) -> Product:
    """Return a live product (a draft too when asked). Two queries. Raises ProductUnknown."""
    rows = _complete().filter(handle=handle)
    return _the_one(rows if drafts else rows.filter(state=ProductState.LIVE))


def product_by_id(product_id: int) -> Product:
    """Return any product, for staff. Two queries. Raises ProductUnknown."""
    return _the_one(_complete().filter(pk=product_id))


def picture_of(handle: str) -> str:
    """Return a product's picture as an SVG document. One query. Raises ProductUnknown."""
    drawing = ProductRow.objects.filter(handle=handle).values_list("drawing", flat=True).first()
    if drawing is None:
        raise ProductUnknown
    return svg_of(drawing_of(handle, drawing))


def variants_for_sale(variant_ids: Collection[int]) -> dict[int, ForSale]:
    """Return what a cart needs of each variant; unknown ids are left out. Two queries, however many ids."""
    currency = shop_settings().currency
    rows = Variant.objects.filter(pk__in=set(variant_ids)).select_related("product", "stock")
    return {row.pk: _for_sale(row, currency) for row in rows}


def drawing_of(handle: str, words: dict[str, str]) -> Drawing:
    """Return a stored drawing; one made from the handle when none is stored or a word of it is gone."""
    drawing = Drawing(words.get("motif", ""), words.get("palette", ""), words.get("backdrop", ""))
    return drawing if is_drawable(drawing) else drawing_for(handle)


def _complete() -> QuerySet[ProductRow]:
    return ProductRow.objects.select_related("variant__stock")


def _the_one(rows: QuerySet[ProductRow]) -> Product:
    row = rows.first()
    if row is None:
        raise ProductUnknown
    return _product(row, shop_settings().currency)


def _product(row: ProductRow, currency: str) -> Product:
    variant = row.variant
    return Product(
        id=row.pk,
        handle=row.handle,
        title=row.title,
        description=row.description,
        state=ProductState(row.state),
        version=row.version,
        variant_id=variant.pk,
        sku=variant.sku,
        price=Money(variant.price_minor, currency),
        on_hand=variant.stock.on_hand,
        reserved=variant.stock.reserved,
        picture_key=drawing_key(drawing_of(row.handle, row.drawing)),
    )


def _for_sale(row: Variant, currency: str) -> ForSale:
    product = row.product
    return ForSale(
        variant_id=row.pk,
        product_id=product.pk,
        handle=product.handle,
        title=product.title,
        sku=row.sku,
        price=Money(row.price_minor, currency),
        available=row.stock.on_hand - row.stock.reserved,
        is_live=product.state == ProductState.LIVE,
        picture_key=drawing_key(drawing_of(product.handle, product.drawing)),
    )
