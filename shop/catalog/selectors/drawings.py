"""The picture that stands for a product."""

from collections.abc import Iterable

from shop.catalog.drawings import drawing_for, drawing_key, is_drawable, svg_of
from shop.catalog.errors import ProductUnknown
from shop.catalog.models import Picture
from shop.catalog.models import Product as ProductRow
from shop.catalog.types import Drawing


def picture_of(handle: str) -> str:
    """Return a product's drawn picture as an SVG document. One query. Raises ProductUnknown."""
    drawing = ProductRow.objects.filter(handle=handle).values_list("drawing", flat=True).first()
    if drawing is None:
        raise ProductUnknown
    return svg_of(drawing_of(handle, drawing))


def drawing_of(handle: str, words: dict[str, str]) -> Drawing:
    """Return a stored drawing; one made from the handle when none is stored or a word of it is gone."""
    drawing = Drawing(words.get("motif", ""), words.get("palette", ""), words.get("backdrop", ""))
    return drawing if is_drawable(drawing) else drawing_for(handle)


def picture_key_of(row: ProductRow, pictures: Iterable[Picture]) -> str:
    """Return the key of the picture that stands for the product: its first file's name, or the drawing's key."""
    shown = next((each.file for each in pictures if each.file), "")
    return shown or drawing_key(drawing_of(row.handle, row.drawing))
