"""One batch of an import: products of a CSV become rows, new or changed. What is the same already is not written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from pods.outbox.api import SHOP, audit, publish
from pods.routing.service import service
from shop.catalog.events import KEPT_S, PRODUCTS_IMPORTED
from shop.catalog.locks import lock_products
from shop.catalog.models import Picture, Product, ProductTag, Variant
from shop.catalog.products_csv.types import CsvProduct, CsvVariant
from shop.catalog.rules import folded_tag
from shop.catalog.services.imported_columns import (
    differing,
    picture_columns,
    product_columns,
    variant_columns,
)
from shop.catalog.services.imported_stock import write_stock
from shop.catalog.services.variants import take_out
from shop.catalog.types import PictureState
from shop.staff.api import Permission

BATCH, BATCH_VARIANTS = 250, 1_000
"""Products and variants of one service: its transaction lasts about a second."""

STATEMENT_ROWS = 200
"""Rows of one INSERT. Django takes milliseconds for each ten of them, and the server ends a transaction in which
nothing comes for five seconds: on a machine with ten times its load that would be a thousand rows."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch's products, by their handles' number."""

    created: int
    changed: int
    unchanged: int


@dataclass(slots=True)
class _Batch:
    """A batch under way: its products' rows by handle, those that are new, and those that something changed of."""

    products: Sequence[CsvProduct]
    rows: dict[str, Product]
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)

    def placed(self) -> Iterable[tuple[CsvProduct, Product]]:
        """Return each product of the file with its row."""
        return ((product, self.rows[product.handle]) for product in self.products)

    def ids(self) -> list[int]:
        """Return the keys of all rows that were there before."""
        return [row.pk for row in self.rows.values() if row.pk not in self.new]


@service(permission=Permission.PRODUCTS_EDIT)
def import_batch(products: Sequence[CsvProduct]) -> BatchResult:
    """Make products what a CSV says; needs products.edit. Products are known by handle, variants by their options.

    The file is the whole truth about a product: variants and addresses of pictures that it does not name are taken
    out (sold variants are retired); pictures that were uploaded stay. Run again with the same products it writes
    nothing. The queries do not grow with the products, but for one for each row that changes.
    """
    batch = _Batch(products, {row.handle: row for row in lock_products(each.handle for each in products)})
    _write_products(batch)
    pictures = _write_pictures(batch)
    _write_variants(batch, pictures)
    _write_tags(batch)
    if batch.changed:
        Product.objects.filter(pk__in=batch.changed).update(version=F("version") + 1)
    result = BatchResult(len(batch.new), len(batch.changed), len(products) - len(batch.new) - len(batch.changed))
    if batch.new or batch.changed:
        told = {"created": result.created, "changed": result.changed}
        publish(PRODUCTS_IMPORTED, SHOP, told, keep_s=KEPT_S)
        audit("products.imported", SHOP, {}, told)
    return result


def _write_products(batch: _Batch) -> None:
    for product in batch.products:
        row = batch.rows.get(product.handle)
        changes = differing(row, product_columns(product)) if row is not None else {}
        if row is not None and changes:
            Product.objects.filter(pk=row.pk).update(**changes)
            batch.changed.add(row.pk)
    missing = [each for each in batch.products if each.handle not in batch.rows]
    made = Product.objects.bulk_create(
        [Product(handle=each.handle, **product_columns(each)) for each in missing], batch_size=STATEMENT_ROWS
    )
    batch.rows |= {row.handle: row for row in made}
    batch.new |= {row.pk for row in made}


def _write_pictures(batch: _Batch) -> Mapping[tuple[int, str], int]:
    """Write the addresses of pictures; return their keys by product and address."""
    present = {
        (row.product_id, row.source_url): row for row in Picture.objects.filter(product_id__in=batch.ids(), file="")
    }
    wanted = {(row.pk, src): columns for product, row in batch.placed() for src, columns in _addresses(product)}
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        Picture.objects.filter(pk__in=gone).delete()
    for key, row in present.items():
        changes = differing(row, wanted[key]) if key in wanted else {}
        if changes:
            Picture.objects.filter(pk=row.pk).update(**changes)
        if changes or key not in wanted:
            batch.changed.add(row.product_id)
    new = [key for key in wanted if key not in present]
    made = Picture.objects.bulk_create(
        [Picture(product_id=key[0], source_url=key[1], state=PictureState.EXTERNAL, **wanted[key]) for key in new],
        batch_size=STATEMENT_ROWS,
    )
    batch.changed |= {row.product_id for row in made} - batch.new
    return {(row.product_id, row.source_url): row.pk for row in (*present.values(), *made)}


def _addresses(product: CsvProduct) -> Iterable[tuple[str, Mapping[str, object]]]:
    """Yield each address with its columns; one that only a variant names stands without a place."""
    listed = {each.src: picture_columns(each) for each in product.pictures}
    yield from listed.items()
    for src in dict.fromkeys(each.picture_src for each in product.variants):
        if src and src not in listed:
            yield src, {"position": 0, "alt": "", "is_listed": False, "extras": {}}


def _write_variants(batch: _Batch, pictures: Mapping[tuple[int, str], int]) -> None:
    present: dict[int, dict[str, Variant]] = defaultdict(dict)
    for row in Variant.objects.filter(product_id__in=batch.ids(), is_retired=False):
        present[row.product_id][row.combination] = row
    gone: list[int] = []
    kept: list[tuple[CsvVariant, Variant]] = []
    new: list[tuple[CsvVariant, Variant]] = []
    for product, parent in batch.placed():
        own = present[parent.pk]
        for place, each in enumerate(product.variants, start=1):
            columns = variant_columns(each, place=place, picture_id=pictures.get((parent.pk, each.picture_src)))
            variant = own.pop(columns["combination"], None)
            if variant is None:
                new.append((each, Variant(product_id=parent.pk, **columns)))
                continue
            kept.append((each, variant))
            changes = differing(variant, columns)
            if changes:
                Variant.objects.filter(pk=variant.pk).update(**changes)
                batch.changed.add(parent.pk)
        gone += [variant.pk for variant in own.values()]
        if own:
            batch.changed.add(parent.pk)
    take_out(gone)
    Variant.objects.bulk_create([row for _, row in new], batch_size=STATEMENT_ROWS)
    batch.changed |= {row.product_id for _, row in new} - batch.new
    batch.changed |= write_stock(new=new, kept=kept) - batch.new


def _write_tags(batch: _Batch) -> None:
    present: dict[int, list[str]] = defaultdict(list)
    rows = ProductTag.objects.filter(product_id__in=batch.ids()).order_by("position", "pk")
    for product_id, tag in rows.values_list("product_id", "tag"):
        present[product_id].append(tag)
    differ = [(product, row) for product, row in batch.placed() if list(product.tags) != present[row.pk]]
    again = [row.pk for _, row in differ if present[row.pk]]
    if again:
        ProductTag.objects.filter(product_id__in=again).delete()
    ProductTag.objects.bulk_create(
        [
            ProductTag(product_id=row.pk, position=place, tag=tag, folded=folded_tag(tag))
            for product, row in differ
            for place, tag in enumerate(product.tags, start=1)
        ],
        batch_size=5 * STATEMENT_ROWS,
    )
    batch.changed |= {row.pk for _, row in differ} - batch.new
