"""Products as an export writes them, batch by batch: memory holds one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from shop.catalog.models import Picture, Product, ProductTag, Variant
from shop.catalog.products_csv.types import CsvPicture, CsvProduct, CsvVariant, Extras, InventoryPolicy, Status
from shop.catalog.selectors.products import options_of
from shop.catalog.types import WeightUnit
from shop.inventory.api import available_of
from shop.inventory.types import Availability

BATCH = 250


def exported_products() -> Iterator[CsvProduct]:
    """Yield all products in the order in which they were made. Five queries a batch."""
    rows = Product.objects.prefetch_related(
        Prefetch("variants", _variants()),
        Prefetch("tag_rows", ProductTag.objects.order_by("position", "pk")),
        Prefetch("pictures", Picture.objects.filter(is_listed=True, file="").order_by("position", "pk")),
    )
    for batch in _batches(rows):
        stock = available_of([each.pk for row in batch for each in row.variants.all()])
        yield from (_product(row, stock) for row in batch)


def exported_columns() -> tuple[str, ...]:
    """Return the columns beyond ours that some row has something in. Reads every row that has any."""
    found: dict[str, None] = {}
    tables: tuple[QuerySet[Any], ...] = (Product.objects.all(), Variant.objects.all(), Picture.objects.all())
    for rows in tables:
        for batch in _batches(rows.exclude(extras={}).only("extras")):
            for row in batch:
                found |= dict.fromkeys(row.extras)
    return tuple(found)


def _variants() -> QuerySet[Variant]:
    return Variant.objects.filter(is_retired=False).order_by("position", "pk").select_related("picture")


def _batches[M: Model](rows: QuerySet[M]) -> Iterator[list[M]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _product(row: Product, stock: Mapping[int, Availability]) -> CsvProduct:
    count = len(row.option_names)
    return CsvProduct(
        handle=row.handle,
        title=row.title,
        variants=tuple(_variant(each, count, stock[each.pk]) for each in row.variants.all()),
        options=tuple(row.option_names),
        pictures=tuple(
            CsvPicture(each.source_url, place, each.alt, _extras(each.extras))
            for place, each in enumerate(row.pictures.all(), start=1)
        ),
        body_html=row.description,
        vendor=row.vendor,
        type=row.product_type,
        tags=tuple(each.tag for each in row.tag_rows.all()),
        published=row.is_published,
        status=Status(row.state),
        gift_card=row.is_gift_card,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        extras=_extras(row.extras),
    )


def _variant(row: Variant, count: int, stock: Availability) -> CsvVariant:
    return CsvVariant(
        price_minor=row.price_minor,
        options=options_of(row, count),
        sku=row.sku,
        barcode=row.barcode,
        grams=row.grams,
        weight_unit=WeightUnit(row.weight_unit),
        tracker=row.tracker if stock.is_tracked else "",
        quantity=stock.on_hand if stock.is_tracked else row.uncounted,
        policy=InventoryPolicy.CONTINUE if stock.may_oversell else InventoryPolicy.DENY,
        fulfillment_service=row.fulfillment_service,
        compare_at_minor=row.compare_at_minor,
        cost_minor=row.cost_minor,
        requires_shipping=row.requires_shipping,
        taxable=row.is_taxable,
        tax_code=row.tax_code,
        picture_src=row.picture.source_url if row.picture is not None else "",
        extras=_extras(row.extras),
    )


def _extras(kept: dict[str, str]) -> Extras:
    return tuple(sorted(kept.items()))
