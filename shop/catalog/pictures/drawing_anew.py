"""Decodes an uploaded picture and draws it anew: of the file that came nothing is kept but what it shows.

Colour profiles, EXIF, comments, further frames and whatever is behind the picture's end are gone. One picture is
decoded at a time in a process, so a burst of uploads needs the memory of one: about 100 MB for 25 million pixels.
"""

import io
import struct
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from shop.catalog.errors import PictureRefused
from shop.catalog.pictures.rules import (
    LARGEST_SIDE,
    MOST_BYTES,
    MOST_PIXELS,
    SIZES,
    Kind,
    PictureFault,
    heights,
    is_too_large,
    kind_of,
    webp_size,
)

# Pillow looks itself when it opens a file and when it decodes a further frame: more than ours is an error there too.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error)
"""What Pillow's decoders raise on files that are not what they say."""

_one_at_a_time = threading.Lock()
_WAIT_S = 20.0


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """A picture that we made ourselves."""

    content: bytes
    content_type: str
    width: int
    height: int


def drawn_anew(content: bytes) -> DrawnPicture:
    """Check an upload and draw it anew; raises PictureRefused."""
    kind = _checked(content)
    with _decoding():
        image = _decoded(content, kind)
        image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
        if kind is Kind.JPEG:
            return _encoded(image, "JPEG", "image/jpeg", quality=90)
        return _encoded(image, "WEBP", "image/webp", quality=92, method=4)


def sizes_of(content: bytes) -> dict[int, DrawnPicture]:
    """Draw a picture of ours in all SIZES; raises PictureRefused when the file is no longer one."""
    kind = _checked(content)
    with _decoding():
        image = _decoded(content, kind)
        return {wanted: _sized(image, wanted) for wanted in SIZES}


def _checked(content: bytes) -> Kind:
    """Return what it is, judged by its beginning alone."""
    if not content:
        raise PictureRefused(PictureFault.EMPTY)
    if len(content) > MOST_BYTES:
        raise PictureRefused(PictureFault.TOO_HEAVY)
    kind = kind_of(content)
    if kind is None:
        raise PictureRefused(PictureFault.NOT_A_PICTURE)
    size = webp_size(content) if kind is Kind.WEBP else _size_when_opened(content, kind)
    if size is None or min(size) < 1:
        raise PictureRefused(PictureFault.BROKEN)
    if is_too_large(*size):
        raise PictureRefused(PictureFault.TOO_LARGE)
    return kind


def _size_when_opened(content: bytes, kind: Kind) -> tuple[int, int]:
    """Have Pillow read the header: of JPEG, PNG and GIF it decodes nothing before it is asked to."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value]) as image:
            return image.size
    except _BOMB as error:
        raise PictureRefused(PictureFault.TOO_LARGE) from error
    except _BROKEN as error:
        raise PictureRefused(PictureFault.BROKEN) from error


def _decoded(content: bytes, kind: Kind) -> Image.Image:
    """Return the first frame, upright, as plain RGB with or without alpha."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind.value]) as image:
            if is_too_large(*image.size):
                raise PictureRefused(PictureFault.TOO_LARGE)
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except _BOMB as error:
        raise PictureRefused(PictureFault.TOO_LARGE) from error
    except _BROKEN as error:
        raise PictureRefused(PictureFault.BROKEN) from error
    plain.info = {}
    return plain


def _sized(image: Image.Image, wanted: int) -> DrawnPicture:
    size = heights(*image.size, wanted=wanted)
    smaller = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _encoded(smaller, "WEBP", "image/webp", quality=80, method=4)


def _encoded(image: Image.Image, form: str, content_type: str, *, quality: int, method: int = 0) -> DrawnPicture:
    file = io.BytesIO()
    options = {"method": method} if form == "WEBP" else {"optimize": True}
    image.save(file, form, quality=quality, **options)
    return DrawnPicture(file.getvalue(), content_type, *image.size)


class _decoding:  # noqa: N801 (reads as a preposition)
    """Hold the process's one place for decoding; an upload that gets none in time is asked to try again."""

    def __enter__(self) -> None:
        if not _one_at_a_time.acquire(timeout=_WAIT_S):
            raise PictureRefused(PictureFault.BUSY)

    def __exit__(self, *error: object) -> None:
        _one_at_a_time.release()
