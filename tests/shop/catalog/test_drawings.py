import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pods.directory.models import Shop
from shop.catalog import api as catalog
from shop.catalog.drawings import BACKDROPS, PALETTES, drawing_for, drawing_key, is_drawable, svg_of
from shop.catalog.errors import ProductUnknown
from shop.catalog.models import Product
from shop.catalog.motifs import MOTIFS
from shop.catalog.rules import handle_for, is_handle
from shop.catalog.types import Drawing
from tests.shop import selling

ALLOWED = {"svg", "defs", "linearGradient", "radialGradient", "stop", "filter", "feGaussianBlur"} | {
    "rect",
    "path",
    "ellipse",
    "circle",
    "g",
}


@pytest.mark.parametrize("motif", MOTIFS)
@pytest.mark.parametrize("palette", PALETTES)
def test_every_motif_is_a_plain_picture_in_every_palette(motif: str, palette: str) -> None:
    root = ET.fromstring(svg_of(Drawing(motif, palette, "sand")))
    assert {each.tag.partition("}")[2] for each in root.iter()} <= ALLOWED
    attributes = {name for each in root.iter() for name in each.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}
    assert (root.get("width"), root.get("height")) == ("800", "1000")


def test_no_two_drawings_look_or_are_named_the_same() -> None:
    drawings = [Drawing(*words) for words in ((m, p, b) for m in MOTIFS for p in PALETTES for b in BACKDROPS)]
    assert len({drawing_key(each) for each in drawings}) == len(drawings)
    assert len({svg_of(each) for each in drawings[:120]}) == 120


@given(st.text(max_size=80))
def test_any_handle_has_a_drawing_and_always_the_same(handle: str) -> None:
    drawing = drawing_for(handle)
    assert is_drawable(drawing)
    assert drawing == drawing_for(handle)


@given(st.text(max_size=200))
def test_any_title_makes_a_handle(title: str) -> None:
    handle = handle_for(title)
    assert is_handle(handle)
    assert is_handle(handle_for(title, taken={handle, f"{handle}-2"}))
    assert handle_for(title, taken={handle}) != handle


def test_a_product_shows_the_drawing_that_was_chosen_for_it(shop: Shop) -> None:
    selling.furnish()
    drawing = Drawing("teapot", "rust", "fog")
    product = selling.put_on_sale("Pot", drawing=drawing)
    assert catalog.picture_of("pot") == svg_of(drawing)
    assert product.picture_key == drawing_key(drawing)
    Product.objects.update(drawing={"motif": "a word that is gone"})
    assert catalog.picture_of("pot") == svg_of(drawing_for("pot"))
    with pytest.raises(ProductUnknown):
        catalog.picture_of("nothing")
