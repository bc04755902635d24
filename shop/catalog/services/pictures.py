"""The rows of a product's pictures. Files are written before a row names them, and deleted after none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max

from pods.outbox.api import Subject, audit, publish, schedule
from pods.routing.service import service
from shop.catalog import limits
from shop.catalog.errors import FieldsWrong, PictureUnknown, TooManyPictures
from shop.catalog.events import DROP_FILES, KEPT_S, MAKE_SIZES, PICTURES_CHANGED
from shop.catalog.locks import lock_product
from shop.catalog.models import Picture
from shop.catalog.rules import Fault
from shop.catalog.sentences import fault_sentence
from shop.catalog.types import PictureState
from shop.staff.api import Permission


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture's file, written already."""

    name: str
    content_type: str
    width: int
    height: int


@service(permission=Permission.PRODUCTS_EDIT)
def note_picture(product_id: int, file: KeptFile, *, alt: str = "") -> int:
    """Show a file as a product's last picture, and have its sizes made; needs products.edit. Returns its id.

    Raises ProductUnknown, TooManyPictures, FieldsWrong.
    """
    lock_product(product_id)
    _check(alt)
    listed = Picture.objects.filter(product_id=product_id, is_listed=True)
    if listed.count() >= limits.MOST_PICTURES:
        raise TooManyPictures
    row = Picture.objects.create(
        product_id=product_id,
        position=(listed.aggregate(last=Max("position"))["last"] or 0) + 1,
        alt=alt.strip(),
        state=PictureState.WAITING,
        file=file.name,
        content_type=file.content_type,
        width=file.width,
        height=file.height,
    )
    schedule(MAKE_SIZES, Subject("picture", row.pk), {"picture_id": row.pk})
    _tell(product_id, "pictures.added", {}, {"picture_id": row.pk, "alt": row.alt})
    return row.pk


@service(permission=Permission.PRODUCTS_EDIT)
def describe_picture(picture_id: int, *, alt: str) -> None:
    """Say what a picture shows, for who cannot see it; needs products.edit. Raises PictureUnknown, FieldsWrong."""
    row = _locked(picture_id)
    _check(alt)
    Picture.objects.filter(pk=picture_id).update(alt=alt.strip())
    _tell(row.product_id, "pictures.described", {"alt": row.alt}, {"picture_id": picture_id, "alt": alt.strip()})


@service(permission=Permission.PRODUCTS_EDIT)
def place_picture(picture_id: int, *, after_id: int | None) -> None:
    """Move a picture behind another one of its product, or to the beginning; needs products.edit.

    The first with a file stands for the product in lists. Raises PictureUnknown.
    """
    row = _locked(picture_id)
    others = Picture.objects.filter(product_id=row.product_id, is_listed=True)
    before = 0
    if after_id is not None:
        found = others.filter(pk=after_id).values_list("position", flat=True).first()
        if found is None:
            raise PictureUnknown
        before = found
    if picture_id == after_id:
        return
    others.filter(position__gt=before).update(position=F("position") + 1)
    Picture.objects.filter(pk=picture_id).update(position=before + 1)
    _tell(row.product_id, "pictures.placed", {}, {"picture_id": picture_id, "after_id": after_id})


@service(permission=Permission.PRODUCTS_EDIT)
def remove_picture(picture_id: int) -> None:
    """Take a picture away, with its files; needs products.edit. Raises PictureUnknown."""
    row = _locked(picture_id)
    Picture.objects.filter(pk=picture_id).delete()
    drop_files_later(row.product_id, [row.file])
    _tell(row.product_id, "pictures.removed", {"picture_id": picture_id, "alt": row.alt}, {})


@service
def note_sizes(picture_id: int, *, sizes: Sequence[int]) -> None:
    """Note which widths are ready; none means that they could not be made. Run again it changes nothing."""
    state = PictureState.READY if sizes else PictureState.FAILED
    Picture.objects.filter(pk=picture_id).update(state=state, sizes=list(sizes))


def drop_files_later(product_id: int, names: Sequence[str]) -> None:
    """Have files deleted once the rows that named them are gone for sure. Joins the caller's service."""
    files = [name for name in names if name]
    if files:
        schedule(DROP_FILES, Subject("product", product_id), {"files": files})


def _locked(picture_id: int) -> Picture:
    """Return a picture, its product locked."""
    product_id = Picture.objects.filter(pk=picture_id).values_list("product_id", flat=True).first()
    if product_id is None:
        raise PictureUnknown
    lock_product(product_id)
    row = Picture.objects.filter(pk=picture_id).first()
    if row is None:
        raise PictureUnknown
    return row


def _check(alt: str) -> None:
    if len(alt) > limits.LONGEST_ALT:
        raise FieldsWrong({"alt": fault_sentence(Fault.TOO_LONG)})


def _tell(product_id: int, action: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = Subject("product", product_id)
    publish(PICTURES_CHANGED, subject, {"product_id": product_id}, keep_s=KEPT_S)
    audit(action, subject, before, after)
