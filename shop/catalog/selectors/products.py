"""Reads of products, each with all its variants."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Prefetch, QuerySet

from shop.catalog.errors import ProductUnknown
from shop.catalog.models import Picture as PictureRow
from shop.catalog.models import Product as ProductRow
from shop.catalog.models import ProductTag
from shop.catalog.models import Variant as VariantRow
from shop.catalog.selectors.drawings import picture_key_of
from shop.catalog.selectors.settings import shop_settings
from shop.catalog.types import Picture, PictureState, Product, ProductState, Variant, WeightUnit
from shop.inventory.api import available_of
from shop.inventory.types import Availability
from shop.money import Money

BETWEEN_OPTIONS = " / "


def product_by_handle(handle: str, *, drafts: bool = False) -> Product:
    """Return a product that buyers see (any other too when asked). Six queries. Raises ProductUnknown."""
    rows = complete().filter(handle=handle)
    return _the_one(rows if drafts else rows.filter(state=ProductState.ACTIVE, is_published=True))


def product_by_id(product_id: int) -> Product:
    """Return any product, for staff. Six queries. Raises ProductUnknown."""
    return _the_one(complete().filter(pk=product_id))


def titles_of(product_ids: Collection[int]) -> dict[int, str]:
    """Return the products' titles; unknown ids are left out. One query, none without ids."""
    if not product_ids:
        return {}
    return dict(ProductRow.objects.filter(pk__in=set(product_ids)).values_list("pk", "title"))


def known_handles(handles: Iterable[str]) -> set[str]:
    """Return those of the handles that products have. One query."""
    return set(ProductRow.objects.filter(handle__in=set(handles)).values_list("handle", flat=True))


def complete() -> QuerySet[ProductRow]:
    """Return products with their variants, tags and pictures: three queries more, however many products."""
    return ProductRow.objects.prefetch_related(
        Prefetch(
            "variants",
            VariantRow.objects.filter(is_retired=False).order_by("position", "pk"),
        ),
        Prefetch("tag_rows", ProductTag.objects.order_by("position", "pk")),
        Prefetch("pictures", PictureRow.objects.filter(is_listed=True).order_by("position", "pk")),
    )


def products_of(rows: Iterable[ProductRow], currency: str) -> list[Product]:
    """Return what passes the door of rows of `complete`. One query more: their stock."""
    found = list(rows)
    stock = available_of([each.pk for row in found for each in row.variants.all()])
    return [product_of(row, currency, stock) for row in found]


def product_of(row: ProductRow, currency: str, stock: Mapping[int, Availability]) -> Product:
    """Return what passes the door of a row of `complete`, given its variants' stock."""
    pictures = row.pictures.all()
    return Product(
        id=row.pk,
        handle=row.handle,
        title=row.title,
        description=row.description,
        state=ProductState(row.state),
        is_published=row.is_published,
        vendor=row.vendor,
        product_type=row.product_type,
        tags=tuple(each.tag for each in row.tag_rows.all()),
        option_names=tuple(row.option_names),
        variants=tuple(_variant(each, len(row.option_names), currency, stock[each.pk]) for each in row.variants.all()),
        pictures=tuple(_picture(each) for each in pictures),
        is_gift_card=row.is_gift_card,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        version=row.version,
        picture_key=picture_key_of(row, pictures),
        created_at=row.created_at,
    )


def options_of(row: VariantRow, count: int) -> tuple[str, ...]:
    """Return a variant's values of the product's options."""
    return (row.option1, row.option2, row.option3)[:count]


def variant_title(options: tuple[str, ...]) -> str:
    """Return "Small / Red", nothing without options."""
    return BETWEEN_OPTIONS.join(options)


def _the_one(rows: QuerySet[ProductRow]) -> Product:
    found = products_of(rows[:1], shop_settings().currency)
    if not found:
        raise ProductUnknown
    return found[0]


def _variant(row: VariantRow, count: int, currency: str, stock: Availability) -> Variant:
    options = options_of(row, count)
    return Variant(
        id=row.pk,
        title=variant_title(options),
        options=options,
        sku=row.sku,
        barcode=row.barcode,
        price=Money(row.price_minor, currency),
        compare_at=_money(row.compare_at_minor, currency),
        cost=_money(row.cost_minor, currency),
        grams=row.grams,
        weight_unit=WeightUnit(row.weight_unit),
        requires_shipping=row.requires_shipping,
        is_taxable=row.is_taxable,
        tax_code=row.tax_code,
        picture_id=row.picture_id,
        stock=stock,
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _picture(row: PictureRow) -> Picture:
    return Picture(
        id=row.pk,
        position=row.position,
        alt=row.alt,
        state=PictureState(row.state),
        source_url=row.source_url,
        width=row.width,
        height=row.height,
        key=row.file,
    )
