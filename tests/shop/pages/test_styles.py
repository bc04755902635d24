"""Building the style sheets, and whether their colours can be read."""

import math
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from shop.pages import styles
from shop.storefront.themes import PRESETS
from tests.shop.pages.templates import ROOT

TEXT, SHAPE = 4.5, 3.0
"""WCAG 2.2, 1.4.3 and 1.4.11: what text, and what a control or a glyph, needs against its ground."""

LARGEST_SHOP_SHEET = 25_000
"""Bytes: a phone reads it before it shows anything."""

Colour = tuple[float, float, float]


def test_sheets_are_built_and_then_left_alone(tmp_path: Path) -> None:
    found = styles.sheets()
    assert {sheet.name for sheet in found} == {"shop_admin/podium.css", "storefront/store.css"}
    assert [styles.build(sheet, tmp_path) for sheet in found] == [True, True]
    before = {sheet.name: (tmp_path / sheet.name).read_bytes() for sheet in found}
    assert [styles.build(sheet, tmp_path) for sheet in found] == [False, False]
    assert {sheet.name: (tmp_path / sheet.name).read_bytes() for sheet in found} == before
    assert len(before["storefront/store.css"]) < LARGEST_SHOP_SHEET


def test_a_changed_file_builds_its_sheet_again(tmp_path: Path) -> None:
    source = tmp_path / "styles" / "mini.css"
    page = tmp_path / "templates" / "page.html"
    source.parent.mkdir()
    page.parent.mkdir()
    source.write_text('@import "tailwindcss" source(none);\n@source "../templates";\n')
    page.write_text('<p class="underline">')
    sheet = styles.Sheet(source, "mini/mini.css")
    assert styles.build(sheet, tmp_path)
    page.write_text('<p class="underline italic">')
    assert styles.build(sheet, tmp_path)
    assert "italic" in (tmp_path / sheet.name).read_text("utf-8")


def test_a_sheet_that_tailwind_refuses_leaves_the_old_one(tmp_path: Path) -> None:
    source = tmp_path / "styles" / "mini.css"
    source.parent.mkdir()
    source.write_text('@import "tailwindcss" source(none);\n')
    sheet = styles.Sheet(source, "mini/mini.css")
    styles.build(sheet, tmp_path)
    before = (tmp_path / sheet.name).read_bytes()
    source.write_text('@import "tailwindcss" source(none);\n@import "./missing.css";\n')
    with pytest.raises(styles.StylesError):
        styles.build(sheet, tmp_path)
    assert (tmp_path / sheet.name).read_bytes() == before


def test_the_command_says_what_it_did(tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.BUILT_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    call_command("build_css")
    call_command("build_css")
    assert re.findall(r"store\.css: (\w+)", capsys.readouterr().out) == ["built", "unchanged"]


def _linear(colour: Colour) -> Colour:
    """Return an oklch colour as linear RGB, rounded to what an 8-bit screen shows (Ottosson 2020)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short
    return _shown(red), _shown(green), _shown(blue)


def _shown(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    encoded = 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
    encoded = round(encoded * 255) / 255
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def _ratio(one: Colour, other: Colour) -> float:
    luminances = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(one), _linear(other))]
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def _colours(css: str, known: dict[str, Colour] | None = None) -> dict[str, Colour]:
    """Return the custom properties of a block that are colours; a var() stands for the one it names."""
    found = dict(known or {})
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", css):
        named = re.fullmatch(r"var\(--([\w-]+)\)", value)
        plain = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)|oklch\(([01]) 0 0\)", value)
        if named and named[1] in found:
            found[name] = found[named[1]]
        elif plain:
            numbers = [float(part) for part in value[6:-1].split()]
            found[name] = (numbers[0], numbers[1], numbers[2])
    return found


ADMIN_PAIRS = [
    *((text, ground, TEXT) for text in ("fg", "fg-muted", "fg-subtle") for ground in ("canvas", "rail", "hover")),
    *((f"{tone}-text", ground, TEXT) for tone in ("ok", "warn", "bad") for ground in ("canvas", f"{tone}-tint")),
    ("accent-text", "canvas", TEXT),
    ("accent-text", "rail", TEXT),
    ("accent-text", "accent-tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("on-bad", "bad", TEXT),
    ("fg-muted", "neutral-tint", TEXT),
    ("fg-muted", "bad-tint", TEXT),
    ("fg-muted", "warn-tint", TEXT),
    ("control", "canvas", SHAPE),
    ("focus", "canvas", SHAPE),
    ("focus", "rail", SHAPE),
]
SHOP_PAIRS = [
    ("s-ink", "s-paper", TEXT),
    ("s-ink", "s-wash", TEXT),
    ("s-ink-2", "s-paper", TEXT),
    ("s-ink-2", "s-wash", TEXT),
    ("s-on-accent", "s-accent", TEXT),
    ("s-on-accent", "s-accent-hover", TEXT),
    ("s-sale", "s-paper", TEXT),
    ("s-sale", "s-wash", TEXT),
    ("s-control", "s-paper", SHAPE),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), ADMIN_PAIRS)
def test_the_admin_can_be_read(scheme: str, front: str, ground: str, least: float) -> None:
    css = (ROOT / "shop/admin/styles/tokens.css").read_text("utf-8")
    primitives = _colours(css.partition("/* light */")[0])
    block = css.partition(f"/* {scheme} */")[2].partition("/* end */")[0]
    colours = _colours(block, primitives)
    assert _ratio(colours[front], colours[ground]) >= least


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("front", "ground", "least"), SHOP_PAIRS)
def test_every_theme_can_be_read(theme: object, front: str, ground: str, least: float) -> None:
    css = (ROOT / "shop/storefront/styles/variables.css").read_text("utf-8")
    defaults = _colours(css.partition("/* storefront */")[2].partition("/* end */")[0])
    colours = _colours(theme.css, defaults)  # type: ignore[attr-defined]
    assert _ratio(colours[front], colours[ground]) >= least
