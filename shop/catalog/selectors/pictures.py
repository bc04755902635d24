"""Reads of uploaded pictures."""

from typing import IO

from shop.catalog.errors import PictureUnknown
from shop.catalog.models import Picture
from shop.catalog.pictures import files
from shop.catalog.pictures.rules import SIZES
from shop.catalog.types import PictureFile, PictureState


def waiting_file(picture_id: int) -> str | None:
    """Return the name of a picture's file whose sizes are to be made; None when there is nothing to do. One query."""
    rows = Picture.objects.filter(pk=picture_id, state=PictureState.WAITING)
    return rows.values_list("file", flat=True).first()


def picture_file(key: str, width: int) -> PictureFile:
    """Return a picture's file in one of the widths. No query. Raises PictureUnknown.

    While the sizes are being made it is the whole picture, which may be kept for a moment only.
    """
    found = files.find_file(key, width) if width in SIZES and files.is_name(key) else None
    if found is None:
        raise PictureUnknown
    file, is_final = found
    return PictureFile(file, _type_of(file), is_final)


def _type_of(file: IO[bytes]) -> str:
    """Return the type of a file that we wrote: JPEG or WebP."""
    beginning = file.read(3)
    file.seek(0)
    return "image/jpeg" if beginning == b"\xff\xd8\xff" else "image/webp"
