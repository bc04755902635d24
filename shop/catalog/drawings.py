"""Draws a product's picture as SVG: a motif in a palette before a backdrop, the same for the same three words.

Nothing a person typed goes into the document; there is no script, no link, no font. 800 × 1000, as all pictures.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from shop.catalog import motifs
from shop.catalog.types import Drawing

WIDTH, HEIGHT = 800, 1000

STYLE = 1
"""Counts up when drawings look different, so that browsers fetch them again."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """A wall and the floor below it."""

    wall: str
    light: str
    floor: str
    edge: str


PALETTES: dict[str, motifs.Palette] = {
    "moss": motifs.Palette("#6f7c55", "#8d9a70", "#465034", "#efe3bd"),
    "rust": motifs.Palette("#ad5633", "#ca7550", "#73341c", "#f5d9b8"),
    "ink": motifs.Palette("#343b40", "#565f65", "#1b2023", "#f1e2bb"),
    "chalk": motifs.Palette("#e9e4d8", "#f8f5ee", "#beb7a5", "#c98d5c"),
    "oak": motifs.Palette("#b98a59", "#d3a877", "#80592f", "#f2e2c2"),
    "brass": motifs.Palette("#b8923f", "#d9b767", "#7c5d1e", "#fbecc3"),
    "sky": motifs.Palette("#5f87a1", "#84a9c0", "#3a5a70", "#eef3f1"),
    "plum": motifs.Palette("#7d4a60", "#a06a82", "#512b3c", "#f0dce0"),
    "celadon": motifs.Palette("#93b3a0", "#b6cfbf", "#64836f", "#f4f1e4"),
    "cobalt": motifs.Palette("#2f4f97", "#5271b9", "#1b3067", "#f3f2ec"),
}

BACKDROPS: dict[str, Backdrop] = {
    "sand": Backdrop("#e0d3bb", "#efe6d4", "#c9b797", "#bba783"),
    "sage": Backdrop("#c9d1c1", "#dde3d6", "#aeb9a3", "#9ca891"),
    "fog": Backdrop("#cdd2d4", "#e2e6e7", "#b0b8bb", "#9ea7ab"),
    "clay": Backdrop("#dbbfae", "#ecd8cb", "#c2a08b", "#b08c76"),
    "dusk": Backdrop("#5d6474", "#7b8291", "#464c5a", "#383d49"),
    "blue": Backdrop("#b9c8d2", "#d4dee4", "#9aadb9", "#889ca9"),
}


def drawing_for(handle: str) -> Drawing:
    """Choose a drawing for a product that has none: always the same for one handle."""
    seed = hashlib.sha256(handle.encode()).digest()
    return Drawing(
        motif=_chosen(sorted(motifs.MOTIFS), seed[0]),
        palette=_chosen(sorted(PALETTES), seed[1]),
        backdrop=_chosen(sorted(BACKDROPS), seed[2]),
    )


def is_drawable(drawing: Drawing) -> bool:
    """Say whether all three words are known."""
    return drawing.motif in motifs.MOTIFS and drawing.palette in PALETTES and drawing.backdrop in BACKDROPS


def drawing_key(drawing: Drawing) -> str:
    """Return a short text that changes with the picture."""
    words = f"{STYLE}/{drawing.motif}/{drawing.palette}/{drawing.backdrop}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


@lru_cache(maxsize=256)
def svg_of(drawing: Drawing) -> str:
    """Draw it."""
    palette, backdrop = PALETTES[drawing.palette], BACKDROPS[drawing.backdrop]
    motif = motifs.MOTIFS[drawing.motif]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<defs>{_gradients(palette, backdrop)}</defs>"
        f"{_room(motif.floor_y)}{motif.draw(palette)}</svg>"
    )


def _chosen(words: list[str], number: int) -> str:
    return words[number % len(words)]


def _gradients(palette: motifs.Palette, backdrop: Backdrop) -> str:
    return (
        _linear("wall", (0, backdrop.wall), (0.5, backdrop.light), (1, backdrop.wall), across=True)
        + _linear("floor", (0, backdrop.floor), (1, backdrop.edge))
        + _linear("body", (0, palette.dark), (0.24, palette.light), (0.6, palette.main), (1, palette.dark), across=True)
        + _linear("side", (0, palette.main), (1, palette.dark), across=True)
        + _linear("top", (0, palette.light), (1, palette.main))
        + '<radialGradient id="glow"><stop offset="0" stop-color="#fff3cf" stop-opacity=".9"/>'
        '<stop offset=".35" stop-color="#ffe2a0" stop-opacity=".38"/>'
        '<stop offset="1" stop-color="#ffd88c" stop-opacity="0"/></radialGradient>'
        '<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="16"/></filter>'
    )


def _linear(name: str, *stops: tuple[float, str], across: bool = False) -> str:
    end = 'x2="1" y2=".12"' if across else 'x2="0" y2="1"'
    inner = "".join(f'<stop offset="{offset:g}" stop-color="{colour}"/>' for offset, colour in stops)
    return f'<linearGradient id="{name}" x1="0" y1="0" {end}>{inner}</linearGradient>'


def _room(floor_y: int | None) -> str:
    wall = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#wall)"/>'
    if floor_y is None:
        return wall
    floor = f'<rect y="{floor_y}" width="{WIDTH}" height="{HEIGHT - floor_y}" fill="url(#floor)"/>'
    shade = f'<rect y="{floor_y - 4}" width="{WIDTH}" height="12" fill="#000" opacity=".08" filter="url(#soft)"/>'
    return wall + floor + shade
