"""Small pictures, honest and otherwise."""

import io
import struct
import zipfile
import zlib

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def picture(form: str = "PNG", size: tuple[int, int] = (64, 80), mode: str = "RGB", **options: object) -> bytes:
    """A picture of one colour."""
    file = io.BytesIO()
    Image.new(mode, size, "#6f7c55" if mode in {"RGB", "RGBA"} else 7).save(file, form, **options)
    return file.getvalue()


def photo(**tags: str) -> bytes:
    """A JPEG that lies on its side, with a comment and a place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    exif[0x010E] = "Solveig's kitchen"
    return picture("JPEG", (80, 60), exif=exif, comment=b"<script>alert(1)</script>")


def zipped() -> bytes:
    """An archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("picture.png", picture())
    return file.getvalue()


def png(width: int, height: int, *, rows: int = 16) -> bytes:
    """A PNG whose header says any size; its data are so many rows of nothing."""
    data = zlib.compress(bytes((1 + width * 3) * rows), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def gif(width: int, height: int) -> bytes:
    """A GIF whose header says any size."""
    honest = bytearray(picture("GIF", mode="P"))
    honest[6:10] = struct.pack("<HH", width, height)
    return bytes(honest)


def webp(width: int, height: int) -> bytes:
    """A WebP whose canvas has any size."""
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (width - 1).to_bytes(3, "little")
    body = b"WEBP" + canvas + (height - 1).to_bytes(3, "little") + picture("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame header says any size."""
    honest = bytearray(picture("JPEG"))
    frame = honest.index(b"\xff\xc0")
    honest[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(honest)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
