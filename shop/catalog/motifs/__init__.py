"""What can be drawn: lamps, stools, pots, cups, coffee things. Each motif is a few shapes in one palette."""

from collections.abc import Callable
from dataclasses import dataclass

from shop.catalog.motifs import coffee, lamps, pottery
from shop.catalog.motifs.shapes import Palette


@dataclass(frozen=True, slots=True)
class Motif:
    """How to draw a thing, and where the floor begins behind it (None: it hangs on the wall or from above)."""

    draw: Callable[[Palette], str]
    floor_y: int | None = 680


MOTIFS: dict[str, Motif] = {
    "bottle": Motif(pottery.bottle, 720),
    "bowl": Motif(pottery.bowl, 660),
    "coffee-bag": Motif(coffee.coffee_bag, 720),
    "cup": Motif(pottery.cup, 690),
    "dallah": Motif(coffee.dallah, 720),
    "dome-lamp": Motif(lamps.dome_lamp, 720),
    "floor-lamp": Motif(lamps.floor_lamp, 800),
    "glass": Motif(coffee.glass, 700),
    "globe": Motif(lamps.globe, None),
    "grinder": Motif(coffee.grinder, 720),
    "pendant": Motif(lamps.pendant, None),
    "plate": Motif(pottery.plate, 740),
    "sconce": Motif(lamps.sconce, None),
    "stool": Motif(lamps.stool, 700),
    "teapot": Motif(pottery.teapot, 700),
    "vase": Motif(pottery.vase, 700),
}

__all__ = ["MOTIFS", "Motif", "Palette"]
