"""Pure decisions about a picture's first bytes: what it is, and how large it says it is."""

import struct
from enum import StrEnum

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LARGEST_SIDE = 3_200
"""Longest side of what is kept: no screen is shown more."""

SIZES = (160, 480, 960, 1600)
"""Widths that pages ask for. A narrower picture keeps its own width under the larger names."""


class PictureFault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_HEAVY = "too heavy"
    NOT_A_PICTURE = "not a picture"
    TOO_LARGE = "too large"
    BROKEN = "broken"
    BUSY = "busy"


class Kind(StrEnum):
    """What may be uploaded, as Pillow names it."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WEBP"


def kind_of(content: bytes) -> Kind | None:
    """Say what a file is by its first bytes; its name is nobody's witness."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Kind.WEBP
    return None


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Return the width and height that a WebP's header names, None when there is no such header.

    Pillow makes the whole canvas when it opens a WebP, so it must not see one before this.
    https://developers.google.com/speed/webp/docs/riff_container
    """
    if len(content) < 30:
        return None
    match content[12:16]:
        case b"VP8X":
            width = int.from_bytes(content[24:27], "little") + 1
            return width, int.from_bytes(content[27:30], "little") + 1
        case b"VP8L" if content[20] == 0x2F:
            bits = int.from_bytes(content[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack("<HH", content[26:30])
            return width & 0x3FFF, height & 0x3FFF
    return None


def is_too_large(width: int, height: int) -> bool:
    """Say whether a picture has more pixels than we decode."""
    return width * height > MOST_PIXELS


def heights(width: int, height: int, *, wanted: int) -> tuple[int, int]:
    """Return the size of a picture that is shown `wanted` wide; it is never drawn larger than it is."""
    across = min(wanted, width)
    return across, max(1, round(height * across / width))
