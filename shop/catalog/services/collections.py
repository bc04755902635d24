"""Collections, as staff put them together by hand."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Max

from pods.isolation.versions import save_version
from pods.outbox.api import Subject, audit, publish
from pods.routing.service import service
from shop.catalog import limits
from shop.catalog.errors import FieldsWrong, HandleTaken, ProductUnknown
from shop.catalog.events import COLLECTION_CHANGED, COLLECTION_CREATED, COLLECTION_DELETED, KEPT_S
from shop.catalog.locks import lock_collection
from shop.catalog.models import Collection, CollectionProduct, Product
from shop.catalog.rules import handle_for, wrong_collection
from shop.catalog.sentences import fault_sentence
from shop.catalog.types import CollectionFields
from shop.staff.api import Permission


@service(permission=Permission.PRODUCTS_EDIT)
def create_collection(fields: CollectionFields, *, handle: str = "") -> int:
    """Create an empty collection; needs products.edit. Returns its id.

    Without a handle one is made from the title. Raises FieldsWrong, HandleTaken.
    """
    handle = handle or _free_handle(fields.title)
    _check(fields, handle=handle)
    try:
        row = Collection.objects.create(handle=handle, **_columns_of(fields))
    except IntegrityError as error:  # the handle is the only key that can be taken
        raise HandleTaken from error
    subject = Subject("collection", row.pk)
    publish(COLLECTION_CREATED, subject, {"collection_id": row.pk}, keep_s=KEPT_S)
    audit("collections.created", subject, {}, asdict(fields))
    return row.pk


@service(permission=Permission.PRODUCTS_EDIT)
def edit_collection(collection_id: int, fields: CollectionFields, *, version: int) -> int:
    """Change a collection's own fields; needs products.edit. Returns the new version. The handle stays.

    Raises CollectionUnknown, FieldsWrong, StaleVersion (pods.isolation).
    """
    row = lock_collection(collection_id)
    _check(fields, handle=row.handle)
    columns = _columns_of(fields)
    before = {name: getattr(row, name) for name in columns}
    save_version(row, version=version, **columns)
    _tell(row, "collections.edited", before, columns)
    return row.version


@service(permission=Permission.PRODUCTS_EDIT)
def delete_collection(collection_id: int, *, version: int) -> None:
    """Delete a collection, not its products; needs products.edit. Raises CollectionUnknown, StaleVersion."""
    row = lock_collection(collection_id)
    before = {"handle": row.handle, "title": row.title}
    save_version(row, version=version)
    Collection.objects.filter(pk=collection_id).delete()
    subject = Subject("collection", collection_id)
    publish(COLLECTION_DELETED, subject, {"collection_id": collection_id}, keep_s=KEPT_S)
    audit("collections.deleted", subject, before, {})


@service(permission=Permission.PRODUCTS_EDIT)
def add_to_collection(collection_id: int, product_ids: Sequence[int]) -> None:
    """Put products at a collection's end, in this order; needs products.edit. Those that are in it stay where they are.

    Raises CollectionUnknown, ProductUnknown (then nothing is added), and ValueError for more than 250 at once.
    """
    wanted = _few(product_ids)
    row = lock_collection(collection_id)
    if Product.objects.filter(pk__in=wanted).count() < len(wanted):
        raise ProductUnknown
    places = CollectionProduct.objects.filter(collection_id=collection_id)
    present = set(places.filter(product_id__in=wanted).values_list("product_id", flat=True))
    new = [each for each in wanted if each not in present]
    if not new:
        return
    last = places.aggregate(last=Max("position"))["last"] or 0
    CollectionProduct.objects.bulk_create(
        CollectionProduct(collection_id=collection_id, product_id=each, position=place)
        for place, each in enumerate(new, start=last + 1)
    )
    _tell(row, "collections.products_added", {}, {"product_ids": new})


@service(permission=Permission.PRODUCTS_EDIT)
def remove_from_collection(collection_id: int, product_ids: Sequence[int]) -> None:
    """Take products out of a collection; needs products.edit. Those that are not in it are no matter.

    Raises CollectionUnknown, and ValueError for more than 250 at once.
    """
    wanted = _few(product_ids)
    row = lock_collection(collection_id)
    rows = CollectionProduct.objects.filter(collection_id=collection_id, product_id__in=wanted)
    gone = sorted(rows.values_list("product_id", flat=True))
    if gone:
        rows.delete()
        _tell(row, "collections.products_removed", {"product_ids": gone}, {})


@service(permission=Permission.PRODUCTS_EDIT)
def place_in_collection(collection_id: int, product_id: int, *, after_id: int | None) -> None:
    """Move a product behind another one of the collection, or to its beginning; needs products.edit.

    All places behind are moved by one statement, so it takes as long as the rest of the collection.
    Raises CollectionUnknown, and ProductUnknown if one of the two is not in it.
    """
    row = lock_collection(collection_id)
    places = CollectionProduct.objects.filter(collection_id=collection_id)
    named = dict(places.filter(product_id__in={product_id, after_id}).values_list("product_id", "position"))
    if product_id not in named or (after_id is not None and after_id not in named):
        raise ProductUnknown
    if product_id == after_id:
        return
    before = named[after_id] if after_id is not None else 0
    places.filter(position__gt=before).update(position=F("position") + 1)
    places.filter(product_id=product_id).update(position=before + 1)
    _tell(row, "collections.product_placed", {}, {"product_id": product_id, "after_id": after_id})


def _few(product_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(product_ids))
    if len(wanted) > limits.MOST_PLACED_AT_ONCE:
        raise ValueError(f"At most {limits.MOST_PLACED_AT_ONCE} products go in or out at once.")
    return wanted


def _check(fields: CollectionFields, *, handle: str) -> None:
    wrong = wrong_collection(fields, handle=handle)
    if wrong:
        raise FieldsWrong({name: fault_sentence(fault) for name, fault in wrong.items()})


def _free_handle(title: str) -> str:
    taken = Collection.objects.filter(handle__startswith=handle_for(title)).values_list("handle", flat=True)
    return handle_for(title, taken=set(taken))


def _columns_of(fields: CollectionFields) -> dict[str, Any]:
    return {**asdict(fields), "title": fields.title.strip()}


def _tell(row: Collection, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = Subject("collection", row.pk)
    publish(COLLECTION_CHANGED, subject, {"collection_id": row.pk, "version": row.version}, keep_s=KEPT_S)
    audit(action, subject, before, after)
