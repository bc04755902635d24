"""Reads of uploaded pictures."""

from shop.catalog.errors import PictureUnknown
from shop.catalog.models import Picture
from shop.catalog.pictures import files
from shop.catalog.pictures.rules import SIZES, Kind, kind_of
from shop.catalog.types import PictureFile, PictureState


def waiting_file(picture_id: int) -> str | None:
    """Return the name of a picture's file whose sizes are to be made; None when there is nothing to do. One query."""
    rows = Picture.objects.filter(pk=picture_id, state=PictureState.WAITING)
    return rows.values_list("file", flat=True).first()


def picture_file(key: str, width: int) -> PictureFile:
    """Return a picture's file in one of the widths. No query. Raises PictureUnknown.

    While the sizes are being made it is the whole picture, which may be kept for a moment only.
    """
    found = files.find_content(key, width) if width in SIZES and files.is_name(key) else None
    if found is None:
        raise PictureUnknown
    content, is_final = found
    is_jpeg = kind_of(content) is Kind.JPEG  # what we write is this or WebP
    return PictureFile(content, "image/jpeg" if is_jpeg else "image/webp", is_final)
