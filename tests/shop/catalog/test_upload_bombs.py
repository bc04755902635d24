"""What an upload may not do: fill the memory, run in a browser, or bring the server down."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shop.catalog.errors import PictureRefused
from shop.catalog.pictures.drawing_anew import drawn_anew, sizes_of
from shop.catalog.pictures.rules import MOST_BYTES, SIZES, PictureFault, heights, webp_size
from tests.architecture.sources import ROOT
from tests.examples import examples
from tests.shop.catalog import images

HONEST = {form: images.picture(form) for form in ("PNG", "JPEG", "WEBP", "GIF")}

REFUSED = {
    "nothing": (b"", PictureFault.EMPTY),
    "too many bytes": (HONEST["PNG"] + bytes(MOST_BYTES), PictureFault.TOO_HEAVY),
    "a 50,000 x 50,000 PNG": (images.png(50_000, 50_000), PictureFault.TOO_LARGE),
    "a PNG just above the limit": (images.png(5_001, 5_000), PictureFault.TOO_LARGE),
    "a PNG of 2^31 pixels a side": (images.png(2**31 - 1, 2**31 - 1, rows=0), PictureFault.TOO_LARGE),
    "a wide JPEG": (images.jpeg(65_000, 65_000), PictureFault.TOO_LARGE),
    "a wide GIF": (images.gif(65_000, 65_000), PictureFault.TOO_LARGE),
    "a wide WebP": (images.webp(16_000, 16_000), PictureFault.TOO_LARGE),
    "an SVG with a script": (images.SVG, PictureFault.NOT_A_PICTURE),
    "an SVG behind spaces": (b"  \n" + images.SVG, PictureFault.NOT_A_PICTURE),
    "HTML": (images.HTML, PictureFault.NOT_A_PICTURE),
    "an archive": (images.zipped(), PictureFault.NOT_A_PICTURE),
    "a TIFF": (images.picture("TIFF"), PictureFault.NOT_A_PICTURE),
    "a BMP": (images.picture("BMP"), PictureFault.NOT_A_PICTURE),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", PictureFault.NOT_A_PICTURE),
    "a PNG's first bytes and HTML": (b"\x89PNG\r\n\x1a\n" + images.HTML, PictureFault.BROKEN),
    "a JPEG's first bytes and HTML": (b"\xff\xd8\xff" + images.HTML, PictureFault.BROKEN),
    "a GIF's first bytes and HTML": (b"GIF89a" + images.HTML, PictureFault.BROKEN),
    "a WebP's first bytes and HTML": (b"RIFF\x00\x00\x00\x00WEBP" + images.HTML, PictureFault.BROKEN),
    "a PNG of nothing": (images.png(0, 10), PictureFault.BROKEN),
    **{
        f"half a {form}": (images.picture(form, (300, 300))[:-40], PictureFault.BROKEN)
        for form in ("JPEG", "PNG", "WEBP", "GIF")
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused(name: str) -> None:
    content, fault = REFUSED[name]
    with pytest.raises(PictureRefused) as refused:
        drawn_anew(content)
    assert refused.value.fault is fault
    assert str(refused.value)


MEASURED = """
import resource, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from shop.catalog.errors import PictureRefused
from shop.catalog.pictures.drawing_anew import drawn_anew
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for content in eval(sys.stdin.read()):
    try:
        drawn_anew(content)
    except PictureRefused:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def _megabytes(contents: list[bytes]) -> int:
    """Return by how much a process grew that was handed these files."""
    ran = subprocess.run(
        [sys.executable, "-c", MEASURED], input=repr(contents), capture_output=True, text=True, check=True, cwd=ROOT
    )
    return int(ran.stdout)


def test_bombs_are_refused_without_being_decoded() -> None:
    bombs = [content for content, fault in REFUSED.values() if fault is PictureFault.TOO_LARGE]
    assert _megabytes(bombs * 3) < 20


def test_the_largest_picture_takes_a_bounded_memory() -> None:
    assert _megabytes([images.png(5_000, 5_000, rows=5_000)] * 3) < 300


@pytest.mark.parametrize("form", HONEST)
@pytest.mark.parametrize("tail", [images.SVG, images.HTML, images.zipped()], ids=["svg", "html", "zip"])
def test_what_hides_behind_a_picture_is_left_behind(form: str, tail: bytes) -> None:
    drawn = drawn_anew(HONEST[form] + tail)
    assert b"<script" not in drawn.content
    assert b"PK\x03\x04" not in drawn.content
    assert (drawn.width, drawn.height) == (64, 80)


def test_a_photo_is_turned_upright_and_tells_nothing_else() -> None:
    drawn = drawn_anew(images.photo())
    assert (drawn.content_type, drawn.width, drawn.height) == ("image/jpeg", 60, 80)
    with Image.open(io.BytesIO(drawn.content)) as image:
        assert not image.getexif()
        assert "comment" not in image.info
    assert b"Solveig" not in drawn.content


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16", "CMYK"])
def test_any_kind_of_colour_is_drawn(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    drawn = drawn_anew(images.picture(form, mode=mode) if mode != "LA" else _grey())
    assert (drawn.width, drawn.height) == (64, 80)


def _grey() -> bytes:
    file = io.BytesIO()
    Image.new("LA", (64, 80), (7, 100)).save(file, "PNG")
    return file.getvalue()


def test_what_shows_through_still_does() -> None:
    drawn = drawn_anew(_grey())
    with Image.open(io.BytesIO(drawn.content)) as image:
        assert (image.mode, drawn.content_type) == ("RGBA", "image/webp")


def test_a_picture_is_drawn_in_every_size_and_never_larger() -> None:
    wide = drawn_anew(images.picture("JPEG", (4_000, 1_000)))
    assert (wide.width, wide.height) == (3_200, 800)
    sizes = sizes_of(wide.content)
    assert {width: (each.width, each.height) for width, each in sizes.items()} == {
        160: (160, 40),
        480: (480, 120),
        960: (960, 240),
        1600: (1600, 400),
    }
    assert {each.content_type for each in sizes.values()} == {"image/webp"}
    small = sizes_of(drawn_anew(HONEST["PNG"]).content)
    assert {(each.width, each.height) for each in small.values()} == {(64, 80)}


@pytest.mark.parametrize(("size", "wanted", "becomes"), [((3_000, 1), 160, (160, 1)), ((10, 900), 160, (10, 900))])
def test_a_size_is_never_nothing(size: tuple[int, int], wanted: int, becomes: tuple[int, int]) -> None:
    assert heights(*size, wanted=wanted) == becomes


@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"exif": b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"}])
def test_a_webps_own_header_is_read(options: dict[str, object]) -> None:
    assert webp_size(images.picture("WEBP", (301, 77), **options)) == (301, 77)


@settings(max_examples=examples(100), deadline=None)
@given(
    st.sampled_from(sorted(HONEST)),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 60),
)
def test_a_damaged_picture_is_drawn_or_refused(form: str, changes: list[tuple[int, int]], cut: int) -> None:
    content = bytearray(HONEST[form])
    for place, value in changes:
        content[place % len(content)] = value
    try:
        drawn = drawn_anew(bytes(content[: len(content) - cut]))
    except PictureRefused:
        return
    assert set(sizes_of(drawn.content)) == set(SIZES)
