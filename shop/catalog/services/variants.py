"""The grid of a product's variants, written as a whole."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import CharField, ProtectedError
from django.db.models.functions import Cast

from pods.routing.service import service
from shop.catalog.errors import VariantUnknown
from shop.catalog.models import Variant
from shop.catalog.rules import combination_of
from shop.catalog.types import VariantFields
from shop.inventory.api import open_stock


@dataclass(frozen=True, slots=True)
class Placed:
    """One row of the grid and its place in it, from 1."""

    place: int
    fields: VariantFields


def placed(fields: Iterable[VariantFields]) -> list[Placed]:
    """Give each row of a grid its place."""
    return [Placed(place, each) for place, each in enumerate(fields, start=1)]


def make_variants(product_id: int, rows: Sequence[Placed]) -> list[Variant]:
    """Make new variants with their stock. Seven queries. Joins the caller's service."""
    made = Variant.objects.bulk_create(Variant(product_id=product_id, **columns_of(each)) for each in rows)
    open_stock({variant.pk: each.fields.on_hand for variant, each in zip(made, rows, strict=True)})
    return made


def rewrite_variants(product_id: int, fields: Sequence[VariantFields]) -> None:
    """Make the product's variants what the grid says: change, add, take out. Joins the caller's service.

    Needs the product's lock. Raises VariantUnknown for an id that is not one of its variants, or that comes twice.
    Queries: one to read, one for each changed row, seven for new ones, and what deleting takes.
    """
    rows = placed(fields)
    present = {row.pk: row for row in present_variants(product_id)}
    kept = [each.fields.id for each in rows if each.fields.id is not None]
    if len(set(kept)) < len(kept) or not set(kept) <= present.keys():
        raise VariantUnknown
    take_out(present.keys() - set(kept))
    changes = {each.fields.id: _changes(present[each.fields.id], each) for each in rows if each.fields.id is not None}
    moving = [pk for pk, changed in changes.items() if "combination" in changed]
    if moving:  # two rows may swap their options: no two of them are the same in between
        Variant.objects.filter(pk__in=moving).update(combination=Cast("pk", CharField()))
    for pk, changed in changes.items():
        if changed:
            Variant.objects.filter(pk=pk).update(**changed)
    new = [each for each in rows if each.fields.id is None]
    if new:
        make_variants(product_id, new)


def present_variants(product_id: int) -> list[Variant]:
    """Return the rows of the product's grid in order. One query."""
    return list(Variant.objects.filter(product_id=product_id, is_retired=False).order_by("position", "pk"))


def take_out(variant_ids: Iterable[int]) -> None:
    """Delete variants; those that were sold are retired instead, because orders refer to them."""
    gone = set(variant_ids)
    if not gone:
        return
    try:
        _delete(gone)
    except ProtectedError as error:
        sold = gone & {getattr(each, "variant_id", 0) for each in error.protected_objects} or gone
        _retire(sold)
        take_out(gone - sold)
    except IntegrityError:  # one of them was sold this very moment
        _retire(gone)


def _retire(variant_ids: Collection[int]) -> None:
    Variant.objects.filter(pk__in=variant_ids).update(is_retired=True, combination=Cast("pk", CharField()))


@service
def _delete(variant_ids: Collection[int]) -> None:
    """Delete them in a savepoint: a sale that commits meanwhile is refused by the database's own keys."""
    Variant.objects.filter(pk__in=variant_ids).delete()


def columns_of(row: Placed) -> dict[str, Any]:
    """Return a variant's columns."""
    fields = row.fields
    options = [value.strip() for value in fields.options]
    values = (*options, "", "", "")
    return {
        "position": row.place,
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "combination": combination_of(options),
        "sku": fields.sku.strip(),
        "barcode": fields.barcode.strip(),
        "price_minor": fields.price_minor,
        "compare_at_minor": fields.compare_at_minor,
        "cost_minor": fields.cost_minor,
        "grams": fields.grams,
        "weight_unit": fields.weight_unit,
        "requires_shipping": fields.requires_shipping,
        "is_taxable": fields.is_taxable,
        "tax_code": fields.tax_code.strip(),
        "picture_id": fields.picture_id,
    }


def _changes(row: Variant, wanted: Placed) -> dict[str, Any]:
    return {name: value for name, value in columns_of(wanted).items() if getattr(row, name) != value}
